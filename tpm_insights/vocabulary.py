"""The closed lists of this package: every label that may stand in a table, and the column each one has.

Two pairs of ideas are easily confused and are named apart everywhere:

* *pay as posted* (``pay_low``, ``pay_high``, with their own currency and period) and *annual pay*
  (``annual_low``, ``annual_high``);
* *years asked for* (``years_min``, in postings) and *years held* (``years_low``, in salary records).
"""

from __future__ import annotations

import re

ROLE_FAMILIES: dict[str, str] = {
    "technical_project_manager": "technical project manager",
    "technical_program_manager": "technical program manager",
    "technical_product_manager": "technical product manager",
    "project_manager": "project manager (not technical)",
    "program_manager": "program manager (not technical)",
    "product_manager": "product manager (not technical)",
    "scrum_master": "scrum master or agile coach",
    "delivery_manager": "delivery manager",
    "pmo": "project management office",
    "engineering_manager": "engineering manager",
    "software_engineer": "software engineer",
    "systems_engineer": "systems engineer",
    "systems_administrator": "systems administrator",
    "business_analyst": "business analyst",
    "data_professional": "data professional",
    "other": "other",
}
"""Role families, with the words a reader sees."""

ROLE_DEFINITIONS: dict[str, tuple[str, ...]] = {
    "technical_project": ("technical_project_manager",),
    "technical_program": ("technical_program_manager",),
    "technical_product": ("technical_product_manager",),
    "technical_delivery": (
        "technical_project_manager",
        "technical_program_manager",
        "scrum_master",
        "delivery_manager",
    ),
    "all_project_program": (
        "technical_project_manager",
        "technical_program_manager",
        "project_manager",
        "program_manager",
        "scrum_master",
        "delivery_manager",
        "pmo",
    ),
}
"""What "TPM" may mean; a headline is asked for under one of these."""

PROJECT_FAMILY: tuple[str, ...] = (*ROLE_DEFINITIONS["all_project_program"], "technical_product_manager")
"""Role families that are kept complete when postings are sampled."""

SENIORITIES: tuple[str, ...] = (
    "intern",
    "entry",
    "mid",
    "senior",
    "lead",
    "principal",
    "manager_of",
    "director",
    "executive",
)
LEVELS: dict[str, tuple[float, float]] = {"entry": (0, 3), "mid": (3, 8), "senior": (8, 61)}
"""Experience levels as half-open intervals of years: entry 0-2, mid 3-7, senior 8 and more."""

PAY_PERIODS: tuple[str, ...] = ("hour", "day", "week", "month", "year")
PAY_KINDS: tuple[str, ...] = ("base", "total", "unspecified")
PAY_ORIGINS: dict[str, str] = {
    "text": "read from the text of the posting",
    "field": "stated in a field of the posting by the employer",
    "platform_midpoint": "one number the platform made from the employer's range",
    "platform_estimate": "a guess of the platform, not the employer's word",
    "unknown": "a field whose origin the publisher does not say",
}
OBSERVED_ORIGINS: tuple[str, ...] = ("text", "field")
"""Origins that count as pay an employer stated."""

SALARY_KINDS: dict[str, str] = {
    "posted_range": "range posted by an employer",
    "filed_wage": "wage offered in a filing with the US Department of Labor",
    "employer_survey": "percentile of an official employer survey",
    "self_report_base": "base pay reported by employees",
    "self_report_total": "total pay reported by employees",
    "aggregator": "pay collected by an aggregator from postings and reports",
}
EDUCATION_LEVELS: tuple[str, ...] = ("high_school", "associate", "bachelor", "master", "doctorate")
EDUCATION_STATUSES: tuple[str, ...] = ("required", "preferred", "or_equivalent")
CERTIFICATION_STATUSES: tuple[str, ...] = ("required", "preferred", "mentioned")
WORK_MODES: tuple[str, ...] = ("remote", "hybrid", "onsite")
TEXT_KINDS: tuple[str, ...] = ("full", "excerpt")

CERTIFICATIONS: tuple[str, ...] = (
    "PMP", "CAPM", "PgMP", "PfMP", "PMI-ACP", "PMI-RMP", "CSM", "A-CSM", "CSP", "CSPO", "PSM", "PSPO", "SAFe",
    "PRINCE2", "MSP", "ITIL", "Six Sigma", "Lean", "CBAP", "COBIT", "TOGAF", "AgilePM", "CISSP", "CISM", "CISA",
    "CompTIA", "AWS", "Azure", "GCP", "CCNA", "Security+", "CPA", "PE", "DAWIA", "FAC-P/PM", "LEED", "OSHA",
    "Agile (generic)", "Scrum (generic)", "PM (generic)",
)  # fmt: skip
HARD_SKILLS: dict[str, str] = {
    "agile_scrum": "Agile or Scrum",
    "waterfall": "waterfall",
    "risk_management": "risk management",
    "resource_allocation": "resource allocation",
    "budget_management": "budget management",
    "forecasting": "forecasting",
    "roadmap_planning": "roadmap planning",
    "large_scale_delivery": "delivery at large scale",
    "software_development": "software development",
    "cloud": "cloud",
    "data_analysis": "data analysis",
    "ms_project": "Microsoft Project",
    "jira": "Jira",
    "sdlc": "software development life cycle",
}
SOFT_SKILLS: dict[str, str] = {
    "communication": "communication",
    "leadership": "leadership",
    "stakeholder_management": "stakeholder management",
    "strategic_thinking": "strategic thinking",
    "problem_solving": "problem solving",
    "multitasking": "multitasking",
    "collaboration": "collaboration",
    "adaptability": "adaptability",
    "negotiation": "negotiation",
    "mentoring": "mentoring",
}
RESPONSIBILITIES: dict[str, str] = {
    "planning": "planning projects and schedules",
    "stakeholders": "working with stakeholders",
    "budget_resources": "budget and resources",
    "risk": "managing risk",
    "team_leadership": "leading a team",
}
STUDY_FIELDS: dict[str, str] = {
    "computer_science": "computer science or software",
    "information_systems": "information systems or technology",
    "engineering": "engineering",
    "business": "business or management",
    "mathematics": "mathematics, statistics or physical science",
    "construction": "construction or architecture",
    "communications": "communications, marketing or design",
    "health": "health or life science",
}


def certification_column(certification: str) -> str:
    """Return the column of the facts table that holds a certification.

    Parameters
    ----------
    certification : str
        An id of `CERTIFICATIONS`.

    Returns
    -------
    str
        ``cert_`` and the id in lower case, signs written out.

    Examples
    --------
    >>> [certification_column(c) for c in ("PMP", "Security+", "FAC-P/PM", "Agile (generic)")]
    ['cert_pmp', 'cert_security_plus', 'cert_fac_p_pm', 'cert_agile_generic']
    """
    name = certification.lower().replace("+", "_plus")
    return "cert_" + re.sub(r"[^a-z0-9]+", "_", name).strip("_")
