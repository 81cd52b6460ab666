"use strict";
/* Evaluates the exported tables as the library does, step by step with the same doubles, so that the dollars agree. */

/* A tree is a number (a leaf) or [feature, highest number or codes that go left, missing goes left, left, right]. */
function leafOf(tree, row, known) {
  while (typeof tree !== "number") {
    const value = row[tree[0]], split = tree[1];
    let left = tree[2] === 1;
    if (value !== null) {
      if (!Array.isArray(split)) left = value <= split;
      else if (split.includes(value)) left = true;
      else if (known[tree[0]].includes(value)) left = false;
    }
    tree = left ? tree[3] : tree[4];
  }
  return tree;
}

function sumOf(part, row) {
  let sum = part.baseline;
  for (const tree of part.trees) sum += leafOf(tree, row, part.known);
  return sum;
}

/* The profile as numbers: a label is its place in the list, one without an effect of its own the place after the last. */
function rowOf(model, profile) {
  return model.features.map((name) => {
    if (name in model.labels) {
      const label = profile[name] ?? null, labels = model.labels[name];
      if (label === null) return null;
      return labels.includes(label) ? labels.indexOf(label) : labels.length;
    }
    if (name === "years") return profile.years ?? null;
    if (name === "wage_level") return profile.wage_level ? WAGE_LEVELS.indexOf(profile.wage_level) + 1 : null;
    return profile.certifications.includes(name) ? 1 : 0;
  });
}

const WAGE_LEVELS = ["I", "II", "III", "IV"];

/* Logarithms of the percentiles: at every step of the grid the center plus offsets times spread, then never falling. */
function percentilesOf(model, profile, holdsFor) {
  const row = rowOf(model, profile), offsets = model.offsets[holdsFor], spread = model.spread[holdsFor];
  const steps = offsets.at[offsets.by.map((place) => (row[place] === null ? "" : String(row[place]))).join(",")];
  const raw = (one, step) => {
    const center = sumOf(model.center, one);
    const times = spread === null ? 1 : Math.exp((sumOf(spread, one) - spread.middle) / 2);
    return offsets.values[steps[step]].map((value) => center + times * value);
  };
  const at = model.increasing, value = at === null ? null : row[at];
  if (value === null) return raw(row, steps.length - 1);
  let here = 0;
  while (here + 1 < model.grid.length && model.grid[here + 1] <= value) here += 1;
  const path = model.grid.map((years, step) => {
    const changed = row.slice();
    changed[at] = years;
    return raw(changed, step);
  });
  return model.shares.map((share, i) => {
    let upper = -Infinity, lower = Infinity;
    for (let step = 0; step <= here; step += 1) upper = Math.max(upper, path[step][i]);
    for (let step = here; step < path.length; step += 1) lower = Math.min(lower, path[step][i]);
    return lower + share * (upper - lower);
  });
}

function levelOf(data, kind, profile) {
  if (kind.level !== "level") return profile[kind.level] || "not_stated";
  if (profile.years === null || profile.years === undefined) return "not_stated";
  let name = "not_stated";
  for (const [low, level] of data.levels) if (profile.years >= low) name = level;
  return name;
}

function groupWords(data, group) {
  return group === data.broad.name ? data.broad.words : data.roles[group];
}

/* Why there is no estimate, in the words of the library; empty where there is one. */
function refusalsOf(data, kind, profile, level, found) {
  const stated = data.asked.filter(([name]) => (profile[name] ?? null) !== null && !kind.says.includes(name));
  const reasons = stated.map(([, words]) => `${kind.many} do not state ${words}`);
  if (profile.certifications.length && !kind.tellsCertifications) {
    reasons.push(`${kind.many} do not show which certifications were asked for`);
  }
  if (reasons.length) return reasons;
  const range = kind.ranges[found.group], words = groupWords(data, found.group), years = profile.years ?? null;
  if (kind.model.features.includes("years") && years !== null) {
    const [low, high] = range ?? [NaN, NaN];
    if (!(low <= years && years <= high)) {
      const ends = range ? `${low} to ${high}` : "nan to nan";
      reasons.push(`${years} years lie outside the ${ends} seen for ${words}`);
    }
  }
  const said = level.replaceAll("_", " ");
  if (found.thin) reasons.push(`too few comparable records (${words}, ${said}): ${found.thin}`);
  for (const name of profile.certifications) {
    const n = kind.held[profile.role]?.[level]?.[name] ?? 0;
    if (n < data.minRecords) {
      reasons.push(`${name} at ${said} level is in ${n} comparable records, ${data.minRecords} needed`);
    }
  }
  return reasons;
}

function notesOf(data, kind, profile, found) {
  const notes = [];
  if (found.group !== profile.role) {
    notes.push(`comparable records widened to ${groupWords(data, found.group)}: too few of the role alone`);
  }
  const without = profile.certifications.filter((name) => !kind.effects.includes(name));
  if (without.length) notes.push(`${without.join(", ")}: too few records for an effect of its own`);
  if (profile.region && !(kind.model.labels.region ?? []).includes(profile.region)) {
    notes.push(`${profile.region}: too few records, estimated as one of the rarer regions`);
  }
  const withheld = data.percentiles.filter((_, i) => found.withheld[i]);
  if (withheld.length) notes.push(`${withheld.join(", ")} withheld: too few comparable records`);
  if (kind.asOf !== null) notes.push(`at the pay of ${kind.asOf}`);
  return notes;
}

/* The observed cells around a profile, narrow roles first. */
function neighborsOf(data, kind, profile, level) {
  kind.cellAt ??= new Map(kind.cells.map((cell) => [cell.slice(0, 4).join("|"), cell]));
  const wanted = [[level, "", ""]];
  if (kind.tellsCertifications) for (const name of profile.certifications) wanted.push([level, name, ""]);
  if (profile.region && kind.says.includes("region")) wanted.push(["", "", profile.region]);
  const groups = data.broad.roles.includes(profile.role) ? [profile.role, data.broad.name] : [profile.role];
  const keys = groups.flatMap((group) => wanted.map((labels) => [group, ...labels].join("|")));
  return keys.filter((key) => kind.cellAt.has(key)).map((key) => kind.cellAt.get(key));
}

/* What `tpm-insights estimate` answers: percentiles in whole units (null where withheld), or the reasons of a refusal. */
function estimateOf(data, kindName, profile, holdsFor) {
  const kind = data.kinds.find((one) => one.kind === kindName);
  const level = levelOf(data, kind, profile), found = kind.comparable[profile.role][level];
  const reasons = refusalsOf(data, kind, profile, level, found);
  const answer = {
    percentiles: data.percentiles.map(() => null), refused: reasons.join("; "), notes: [], n: found.n,
    employers: found.employers, dates: found.dates, neighbors: neighborsOf(data, kind, profile, level),
    comparable: `${groupWords(data, found.group)}, ${kind.level.replaceAll("_", " ")} ${level.replaceAll("_", " ")}`,
  };
  if (reasons.length) return answer;
  const logs = percentilesOf(kind.model, profile, holdsFor);
  answer.percentiles = logs.map((log, i) => (found.withheld[i] ? null : Math.round(Math.exp(log))));
  answer.notes = notesOf(data, kind, profile, found);
  return answer;
}

/* Profiles that the library answered when the page was made; the page counts those it answers otherwise. */
function disagreements(data) {
  return data.checks.filter(([kind, holdsFor, profile, expected]) =>
    String(estimateOf(data, kind, profile, holdsFor).percentiles) !== String(expected)).length;
}
