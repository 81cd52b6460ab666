/* The form: read the profile, show the answer. Every change is answered at once; nothing leaves the page. */

const DATA = JSON.parse(document.getElementById("tables").textContent);
const FIELDS = ["role", "years", "wage_level", "education", "region", "work_mode", "seniority"];
const byId = (id) => document.getElementById(id);
const escaped = (text) => String(text).replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
const money = (value) => `${DATA.sign}${value.toLocaleString("en-US")}`;

function profileOfForm() {
  const profile = { certifications: [] };
  for (const name of FIELDS) {
    const field = byId(name);
    profile[name] = field.disabled || field.value === "" ? null : field.value;
  }
  if (profile.years !== null) profile.years = Number(profile.years);
  for (const box of document.querySelectorAll("input[name=certification]:checked:not(:disabled)")) {
    profile.certifications.push(box.value);
  }
  return profile;
}

/* What records of this kind of pay do not tell cannot be chosen, and the form says so. */
function disableUntold(kind) {
  for (const name of FIELDS) {
    if (name === "role") continue;
    const told = kind.says.includes(name);
    byId(name).disabled = !told;
    byId(`${name}-hint`).textContent = told ? "" : ` – ${kind.many} do not say`;
  }
  for (const box of document.querySelectorAll("input[name=certification]")) box.disabled = !kind.tellsCertifications;
  byId("certifications-hint").textContent = kind.tellsCertifications ? "" : ` – ${kind.many} do not say`;
  const several = "new_source" in kind.model.offsets;
  byId("new_source").disabled = !several;
  byId("new_source-hint").textContent = several ? "" : ` – ${kind.many} are of one source`;
  byId("pay_kind-hint").textContent = kind.words;
}

function profileWords(profile) {
  const said = [DATA.roles[profile.role]];
  if (profile.years !== null) said.push(`${profile.years} ${profile.years === 1 ? "year" : "years"}`);
  said.push(...profile.certifications);
  if (profile.wage_level) said.push(`level ${profile.wage_level}`);
  for (const name of ["seniority", "education", "region", "work_mode"]) {
    if (profile[name]) said.push(DATA.values[profile[name]] ?? profile[name]);
  }
  return said.join(", ");
}

function restsOn(answer) {
  const employers = answer.employers === null ? "employers not known"
    : `${answer.employers} ${answer.employers === 1 ? "employer" : "employers"}`;
  const dates = answer.dates === null ? "dates not known" : `${answer.dates[0]} to ${answer.dates[1]}`;
  const records = answer.n === 1 ? "comparable record" : "comparable records";
  return `${answer.n.toLocaleString("en-US")} ${records} (${answer.comparable}; ${employers}; ${dates}), ${DATA.country}.`;
}

function answerHtml(kind, profile, answer) {
  const rests = `<p>${escaped(restsOn(answer))}</p>`;
  if (answer.refused) {
    return `<p class="tpm tpm-answer tpm-refused"><strong>No estimate</strong> for ${escaped(profileWords(profile))}: ` +
      `${escaped(answer.refused)}.</p>${rests}`;
  }
  const [p10, , p50, , p90] = answer.percentiles;
  const tails = p10 === null || p90 === null ? "" : `; eight in ten between ${money(p10)} and ${money(p90)}`;
  const head = profileWords(profile);
  const cells = answer.percentiles.map((value, i) =>
    `<div><dt>${DATA.percentiles[i]}</dt><dd>${value === null ? "withheld" : money(value)}</dd></div>`);
  const notes = answer.notes.map((note) => `<li>${escaped(note)}</li>`).join("");
  return `<p class="tpm tpm-answer">${escaped(head[0].toUpperCase() + head.slice(1))}: half are modelled below ` +
    `<strong>${money(p50)}</strong> a year${tails}.</p><dl class="tpm tpm-percentiles">${cells.join("")}</dl>` +
    `${stripHtml(answer.percentiles)}<p>Modelled; ${escaped(kind.words)}.</p>${rests}${notes ? `<ul class="tpm tpm-list">${notes}</ul>` : ""}`;
}

/* p10 to p90 as a line, the middle half as a bar, the median as a stroke; the same numbers stand above it in words. */
function stripHtml(percentiles) {
  const shown = percentiles.filter((value) => value !== null);
  if (shown.length < 2) return "";
  const low = Math.min(...shown), high = Math.max(...shown), room = (high - low) * 0.06 || 1;
  const at = (value) => (100 * (value - low + room)) / (high - low + 2 * room);
  const [p10, p25, p50, p75, p90] = percentiles;
  const part = (from, to, kind) => (from === null || to === null ? ""
    : `<span class="${kind}" style="left:${at(from)}%;width:${at(to) - at(from)}%"></span>`);
  return `<div class="tpm-strip" aria-hidden="true">${part(p10, p90, "tails")}${part(p25, p75, "middle")}` +
    `<span class="median" style="left:${at(p50)}%"></span></div>`;
}

function neighborsHtml(answer) {
  if (!answer.neighbors.length) return "<p>There is no record nearby.</p>";
  const head = ["Jobs", "Level", "Certification", "State", "Records", "Employers", ...DATA.percentiles, "Why not shown"];
  const body = answer.neighbors.map(([group, level, certification, region, n, employers, ...rest]) => {
    const amounts = rest.slice(0, -1).map((value) => (value === null ? "–" : money(value)));
    const words = [level ? level.replaceAll("_", " ") : "any", certification || "any", region || "any"];
    const numbers = [n.toLocaleString("en-US"), employers ?? "–", ...amounts];
    return `<tr><th scope="row" class="gt_stub">${escaped(groupWords(DATA, group))}</th>` +
      `${words.map((word) => `<td>${escaped(word)}</td>`).join("")}` +
      `${numbers.map((word) => `<td class="gt_right">${escaped(word)}</td>`).join("")}<td>${escaped(rest.at(-1))}</td></tr>`;
  });
  return `<div class="tpm tpm-table"><div class="tpm-scroll" role="region" tabindex="0" aria-label="Observed records nearby"><table><thead><tr>` +
    `${head.map((word, i) => `<th scope="col"${i > 3 && i < 11 ? ' class="gt_right"' : ""}>${word}</th>`).join("")}</tr></thead><tbody>${body.join("")}</tbody></table></div></div>`;
}

function commandOf(kindName, profile, holdsFor) {
  const quoted = (word) => (/^[\w.+-]+$/.test(word) ? word : `'${word}'`);
  const words = ["tpm-insights estimate", `--pay-kind ${kindName}`, ...FIELDS.filter((name) => profile[name] !== null)
    .map((name) => `--${name.replace("_", "-")} ${quoted(String(profile[name]))}`)];
  words.push(...profile.certifications.map((name) => `--certification ${quoted(name)}`));
  if (DATA.country !== "US") words.push(`--country ${DATA.country}`);
  if (DATA.currency !== "USD") words.push(`--currency ${DATA.currency}`);
  if (holdsFor === "new_source") words.push("--new-source");
  return words.join(" ");
}

function show() {
  const kind = DATA.kinds.find((one) => one.kind === byId("pay_kind").value);
  disableUntold(kind);
  const years = byId("years");
  years.setAttribute("aria-invalid", String(!years.checkValidity()));
  if (!years.disabled && !years.checkValidity()) {
    byId("answer").innerHTML = '<p class="tpm tpm-answer tpm-refused">Years of experience must lie between 0 and 60.</p>';
    for (const id of ["neighbors", "command"]) byId(id).innerHTML = "";
    return;
  }
  const profile = profileOfForm(), source = byId("new_source");
  const holdsFor = source.checked && !source.disabled ? "new_source" : "new_employer";
  const answer = estimateOf(DATA, kind.kind, profile, holdsFor);
  byId("answer").innerHTML = answerHtml(kind, profile, answer);
  byId("neighbors").innerHTML = neighborsHtml(answer);
  byId("command").innerHTML = `The same on the command line: <code>${escaped(commandOf(kind.kind, profile, holdsFor))}</code>`;
}

const differ = disagreements(DATA);
if (differ) {
  byId("answer").innerHTML = `<p class="tpm-failed">This browser computes ${differ} of ${DATA.checks.length} known answers ` +
    "otherwise than the library does, so no figures are shown. Use <code>tpm-insights estimate</code>.</p>";
} else {
  let waiting = 0;
  byId("profile").hidden = false;
  byId("profile").addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(show, 120); });
  byId("profile").addEventListener("reset", () => { setTimeout(show, 0); });
  byId("profile").addEventListener("submit", (event) => { event.preventDefault(); show(); });
  show();
}
