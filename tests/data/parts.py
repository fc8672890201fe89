"""Parts of the illustrative snapshot: narrative, climb, money, decisions, commitments, changes. All of it is invented."""

from reporting.differences import word_changes

YEAR = 2026
WITH_MONEY = [
    "maritime-security",
    "multilateral-exercises",
    "capacity-building",
    "defense-industry",
    "technical-cooperation",
]
POSTS = {
    "us": (
        "Lead, Regional Cooperation, Office of the Secretary of Defense (Policy)",
        "국방장관실(정책) 지역협력 담당",
    ),
    "rok": ("Director, International Policy Division, Ministry of National Defense", "국방부 국제정책과장"),
}
FOREWORD = (
    "This year the two sides moved from equipment to people.\n\nMore than half of the planned effort is training, and "
    "each course now ends with an evaluation that both sides sign.",
    "올해 양측은 장비 지원에서 인력 양성으로 무게를 옮겼다.\n\n계획의 절반 이상을 교육에 두었으며, 모든 과정은 양측이 "
    "서명하는 평가로 마무리한다.",
)
CHAPTER = (
    "Two lessons carry over. Partners keep what they helped to design, and delivery dates that follow the partner's "
    "calendar hold.\n\nBoth are now conditions at the review stage.",
    "두 가지 교훈을 다음 해에 반영한다. 협력국은 함께 설계한 것을 오래 유지하며, 협력국의 일정에 맞춘 인도 시기는 지켜진다.\n\n"
    "두 사항을 검토 단계의 조건으로 삼는다.",
)
RISKS = [
    ("One supplier for spare parts; price up by a fifth.", "부품 공급처가 한 곳뿐이며 가격이 5분의 1 올랐음.", 4, 4),
    ("Field hospital equipment has no import licence.", "야전병원 장비의 수입 허가가 나지 않음.", 3, 5),
    (
        "Export control status of two components is not settled.",
        "부품 두 종의 수출통제 해당 여부가 확정되지 않음.",
        3,
        4,
    ),
]
RESPONSE = ("A second supplier is being qualified.", "제2 공급처의 자격을 심사하고 있음.")
CONCERN = ("Spare parts may arrive after the monsoon season.", "부품이 우기 이후 도착할 우려가 있음.")
RATE = 1380


def text(en, ko, **state):
    return {"en": en, "ko": ko, **state}


def shares(codes):
    each = 100 // len(codes)
    return [{"iso": c, "share": each if i else 100 - each * (len(codes) - 1)} for i, c in enumerate(codes)]


def amounts(planned):
    return {"planned": planned, "committed": planned * 7 // 10, "spent": planned * 45 // 100}


def by_side(usd, krw):
    """A plan of each side in its own currency, in both."""
    return {
        "us": {"usd": amounts(usd), "krw": amounts(usd * RATE)},
        "rok": {"usd": amounts(krw // RATE), "krw": amounts(krw)},
        "total": {"usd": amounts(usd + krw // RATE), "krw": amounts(usd * RATE + krw)},
    }


def money():
    return {
        "rate": {"krw_per_usd": f"{RATE}.0000", "day": "2026-09-30", "source": "Bank of Korea 한국은행"},
        **by_side(25_200_000, 38_200_000_000),
        "years": [{"year": year, **by_side(8_400_000, 12_733_000_000)} for year in (2025, 2026, 2027)],
        "areas": [{"slug": slug, **by_side(4_200_000, 6_366_000_000)} for slug in WITH_MONEY],
    }


def risks():
    return [
        {"text": text(en, ko), "response": text(*RESPONSE), "probability": probability, "impact": impact}
        for en, ko, probability, impact in RISKS
    ]


def concern(closed_on=None):
    closing = text("Agreed in June.", "6월에 합의함.") if closed_on else text(None, None)
    return {"side": "rok", "text": text(*CONCERN), "closed_on": closed_on, "closing": closing}


def answer(side, kind="concur", on="2026-09-16"):
    return {"answer": kind, "post": text(*POSTS[side]), "on": on}


def decisions(projects):
    presented = text("Present it at the SCM of 2026?", "2026년 SCM에 보고합니까?")
    decide = text("Decide to carry it out?", "시행을 결정합니까?")
    rows = [
        ("approved", presented, answer("us"), answer("rok", "concerns"), [concern()]),
        ("approved", presented, answer("us"), answer("rok"), [concern("2026-09-20")]),
        ("not-approved", decide, answer("us", "non-concur"), None, []),
    ]
    return {
        "more": 0,
        "rows": [
            {"reference": p["reference"], "title": p["title"], "question": question, "outcome": outcome}
            | {"on": "2026-09-16" if outcome == "approved" else None, "reason": text(None, None)}
            | {"us": us, "rok": rok, "concerns": concerns}
            for p, (outcome, question, us, rok, concerns) in zip(projects, rows, strict=False)
        ],
    }


def climb():
    passed = {"us": answer("us", on="2026-08-26"), "rok": answer("rok", "concerns", "2026-08-27")}
    none = {"on": None, "us": None, "rok": None}
    return [
        {"body": "rcwg", "state": "passed", "on": "2026-08-27", **passed},
        {"body": "kidd", "state": "next", **none},
        {"body": "scm", "state": "ahead", **none},
    ]


def considered():
    reason = text("Money by fiscal year is missing.", "회계연도별 재원이 빠져 있음.")
    tasking = text("State the supply risk on the first page.", "공급 위험을 첫 장에 적을 것.")
    none = text(None, None)
    rows = [("return", "2026-08-19", "us", reason, none), ("concur", "2026-08-27", "rok", none, tasking)]
    return [
        {"body": "rcwg", "outcome": outcome, "on": on, "revision": i, "side": side, "reason": why, "tasking": task}
        for i, (outcome, on, side, why, task) in enumerate(rows, 1)
    ]


def commitments(projects):
    said = text("The two sides will expand maritime cooperation.", "양측은 해양 협력을 확대하기로 하였다.")
    row = {"year": 2025, "number": 1, "body": "scm", "agreed_on": "2025-11-14", "due_on": "2026-12-31"}
    state = {"state": "under-way", "state_since": "2026-02-01", "note": text("Two courses held.", "교육 2회 실시.")}
    posts = {side: text(*post) for side, post in POSTS.items()}
    evidence = [project["reference"] for project in projects[:1]]
    done = {"rate": 43, "of": 7, "implemented": 3, "due": 4, "due_implemented": 2}
    rows = [row | state | {"text": said, "posts": posts, "evidence": evidence}]
    return {"rows": rows, "is_cut": False, "implementation": done}


def words_of_foreword():
    """What the foreword of edition 1 said otherwise."""
    before = FOREWORD[0].replace("equipment", "ships"), FOREWORD[1].replace("인력 양성으로", "공동 연습으로")
    return {language: word_changes(old, new) for language, old, new in zip(("en", "ko"), before, FOREWORD, strict=True)}


def changes(projects):
    """What a reader of edition 1 reads: a figure, a project that is new, one that moved, words of the foreword."""
    new, moved = ({name: p[name] for name in ("reference", "title", "stage")} for p in projects[:2])
    fields = [
        {"name": "stage", "before": "decided", "after": moved["stage"]},
        {"name": "end", "before": "2026-12-31", "after": "2027-06-30"},
        {"name": "countries", "before": shares(["PH"]), "after": shares(["PH", "FJ"])},
    ]
    label = text("Active", "이행 중")
    return {
        "since": {"year": YEAR, "number": 1, "revision": 4, "compiled_on": "2026-08-31", "is_sealed": True},
        "figures": [{"key": "active", "label": label, "unit": "", "before": 5, "after": 7}],
        "money": [{"side": "us", "name": "planned", "before": 24_000_000, "after": 25_200_000}],
        "entered": [new],
        "left": [],
        "changed": [moved | {"fields": fields}],
        "commitments": [],
        "texts": [{"section": "foreword", "name": "text", **words_of_foreword()}],
        "more": {"entered": 0, "left": 0, "changed": 2, "commitments": 0},
    }


CHAIN = [
    {"year": 2025, "number": 1, "seal": 1, "sealed_on": "2025-11-14", "sha256": "c9" * 32, "closed_sha256": "1f" * 32},
    {"year": 2026, "number": 1, "seal": 2, "sealed_on": "2026-08-31", "sha256": "5b" * 32, "closed_sha256": "a7" * 32},
]
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
LETTERHEADS = {
    "us": None,
    "rok": {
        "name": text("Ministry of National Defense, Seoul", "대한민국 국방부"),
        "words": text("Kept by the International Policy Division.", "국제정책과에서 관리함."),
        "marking": text("RELEASABLE TO THE US", "대미 공개"),
        "logo": f"data:image/png;base64,{PIXEL}",
    },
}
