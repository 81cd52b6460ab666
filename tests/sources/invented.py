"""Invented files in the shapes that others publish; no posting or person in them is real."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

TEXT = "Invented posting. You lead software projects. Five years of experience are required."

GREENHOUSE: dict[str, Any] = {
    "jobs": [
        {
            "absolute_url": "https://job-boards.greenhouse.io/inventedco/jobs/1001",
            "internal_job_id": 9001,
            "location": {"name": "Austin, TX"},
            "id": 1001,
            "updated_at": "2025-04-02T08:00:00-04:00",
            "first_published": "2025-04-01T08:00:00-04:00",
            "title": "Technical Program Manager",
            "content": "&lt;p&gt;Invented posting &amp;amp; nothing else.&lt;/p&gt;",
            "departments": [{"id": 1, "name": "Platform"}],
            "pay_input_ranges": [
                {
                    "min_cents": 12000000,
                    "max_cents": 15000000,
                    "currency_type": "USD",
                    "title": "Annual salary, Austin",
                },
                {
                    "min_cents": 13000000,
                    "max_cents": 17050000,
                    "currency_type": "USD",
                    "title": "Annual salary, Boston",
                },
            ],
        },
        {"absolute_url": "https://careers.example.org/2", "internal_job_id": 9002, "id": 1002, "title": "PMO Analyst"},
    ],
    "meta": {"total": 2},
}
LEVER: list[dict[str, Any]] = [
    {
        "id": "aaaa-bbbb",
        "text": "IT Project Manager",
        "categories": {"location": "Denver, CO", "allLocations": ["Denver, CO", "Boise, ID"], "team": "IT"},
        "createdAt": 1714521600000,
        "country": "US",
        "description": "<div>Invented opening.</div>",
        "lists": [{"text": "Requirements", "content": "<li>Five years of experience</li>"}],
        "additional": "<div>Invented closing.</div>",
        "salaryRange": {"min": 90000, "max": 110000, "currency": "USD", "interval": "per-year-salary"},
        "hostedUrl": "https://jobs.lever.co/inventedco/aaaa-bbbb",
        "workplaceType": "hybrid",
    }
]
ASHBY: dict[str, Any] = {
    "jobs": [
        {
            "id": "cccc-dddd",
            "title": "Senior Technical Project Manager",
            "location": "Remote - US",
            "secondaryLocations": [{"location": "Toronto, ON"}],
            "publishedAt": "2025-05-09T17:30:11.615+00:00",
            "isRemote": True,
            "address": {"postalAddress": {"addressCountry": "United States"}},
            "jobUrl": "https://jobs.ashbyhq.com/inventedco/cccc-dddd",
            "descriptionHtml": f"<p>{TEXT}</p>",
            "compensation": {
                "compensationTiers": [
                    {
                        "components": [
                            {"compensationType": "EquityPercentage", "minValue": 1, "maxValue": 2},
                            {
                                "compensationType": "Salary",
                                "interval": "1 YEAR",
                                "currencyCode": "USD",
                                "minValue": 150000,
                                "maxValue": 180000,
                            },
                        ]
                    },
                    {
                        "components": [
                            {
                                "compensationType": "Salary",
                                "interval": "1 YEAR",
                                "currencyCode": "USD",
                                "minValue": 140000,
                                "maxValue": 200000,
                            }
                        ]
                    },
                ]
            },
        }
    ],
    "apiVersion": "1",
}
MUSE: dict[str, Any] = {
    "page": 0,
    "results": [
        {
            "contents": f"<p>{TEXT}</p>",
            "name": "Scrum Master",
            "publication_date": "2025-08-08T04:03:07Z",
            "id": 77,
            "locations": [{"name": "New York, NY"}, {"name": "Flexible / Remote"}],
            "levels": [{"name": "Mid Level"}],
            "refs": {"landing_page": "https://www.themuse.com/jobs/inventedco/scrum-master"},
            "company": {"id": 5, "short_name": "inventedco", "name": "Invented Co"},
        }
    ],
}
USAJOBS: dict[str, Any] = {
    "SearchResult": {
        "SearchResultItems": [
            {
                "MatchedObjectId": "555",
                "MatchedObjectDescriptor": {
                    "PositionTitle": "IT Project Manager",
                    "PositionURI": "https://www.usajobs.gov/GetJob/ViewDetails/555",
                    "PositionLocation": [{"LocationName": "Atlanta, Georgia", "CountryCode": "United States"}],
                    "OrganizationName": "Invented Bureau",
                    "QualificationSummary": "One year at the next lower grade.",
                    "PositionRemuneration": [
                        {"MinimumRange": "92166", "MaximumRange": "161600", "RateIntervalCode": "Per Year"}
                    ],
                    "PublicationStartDate": "2016-06-08T00:00:00Z",
                    "UserArea": {"Details": {"JobSummary": "Invented summary.", "MajorDuties": ["Plan.", "Report."]}},
                },
            }
        ]
    }
}
JOB_POSTING: dict[str, Any] = {
    "@context": "https://schema.org/",
    "@type": "JobPosting",
    "title": "Technical Project Manager",
    "description": f"<p>{TEXT}</p>",
    "qualifications": "PMP preferred.",
    "identifier": {"@type": "PropertyValue", "value": "JP-1"},
    "hiringOrganization": {"@type": "Organization", "name": "Invented Co"},
    "datePosted": "2025-06-10",
    "jobLocation": {
        "@type": "Place",
        "address": {"addressLocality": "Leeds", "addressRegion": "England", "addressCountry": {"name": ["GB", "GB"]}},
    },
    "baseSalary": {
        "@type": "MonetaryAmount",
        "currency": "GBP",
        "value": {"@type": "QuantitativeValue", "minValue": 60000, "maxValue": 70000, "unitText": "YEAR"},
    },
}
JOBSPY = (
    "id,site,job_url,title,company,location,date_posted,interval,min_amount,max_amount,currency,salary_source,emails,description\n"
    'in-1,indeed,https://example.org/1,Project Manager,Invented Co,"Reno, NV, US",2025-03-01,yearly,80000,90000,USD,direct_data,a@example.org,"Line one.\nLine two."\n'  # noqa: E501
    'zr-2,zip_recruiter,https://example.org/2,Program Manager,Invented Co,"Reno, NV, US",2025-03-02,hourly,40,50,USD,direct_data,,Text.\n'  # noqa: E501
    'li-3,linkedin,https://example.org/3,IT Manager,Invented Co,"Reno, NV, US",2025-03-02,yearly,99000,99000,USD,description,,Text.\n'  # noqa: E501
)
LINKEDIN = (
    "job_id,company_name,title,description,max_salary,pay_period,location,med_salary,min_salary,formatted_work_type,"
    "original_listed_time,listed_time,currency,compensation_type\n"
    '1,Invented Co,Project Manager,"A text, with a comma",60000.0,YEARLY,"Las Cruces, NM",,50000.0,Full-time,1712886751000.0,1712886751000.0,USD,BASE_SALARY\n'  # noqa: E501
    "2,Invented Co,Scrum Master,Another text,,HOURLY,Ohio,45.0,,Contract,,1713293225000.0,USD,BASE_SALARY\n"
)
NYC = (
    "Job ID,Agency,Posting Type,Business Title,Civil Service Title,Level,Job Category,Salary Range From,Salary Range To,"  # noqa: E501
    "Salary Frequency,Work Location,Job Description,Minimum Qual Requirements,Preferred Skills,Posting Date\n"
    '10,DEPT OF INVENTION,External,IT PROJECT MANAGER,MANAGER,M1,IT,70000,95000,Annual,"1 Invented St, N Y",Plans projects.,'  # noqa: E501
    "Four years.,PMP,2019-01-24T00:00:00.000\n"
    "11,DEPT OF INVENTION,Internal,CLERK,CLERK,1,,18.5,20,Hourly,,,,,2019-01-25T00:00:00.000\n"
)


def page(document: object, *, before: str = "", after: str = "") -> str:
    """A web page with a JSON-LD document in it."""
    script = f'<script type="application/ld+json">{before}{json.dumps(document)}{after}</script>'
    return f"<!DOCTYPE html><html><head><title>Invented</title>{script}</head><body>Apply now.</body></html>"


def write(folder: Path, name: str, content: object) -> Path:
    """Write text as it is, anything else as JSON."""
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path
