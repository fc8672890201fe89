"""An illustrative snapshot of the annual report. Every project in it is invented."""

import random
from copy import deepcopy
from datetime import date, timedelta

from tests.data.parts import (
    CHAIN,
    CHAPTER,
    FOREWORD,
    LETTERHEADS,
    POSTS,
    YEAR,
    by_side,
    changes,
    climb,
    commitments,
    concern,
    considered,
    decisions,
    money,
    risks,
    shares,
    text,
)

AREAS = [
    ("maritime-security", "Maritime Security", "해양안보"),
    ("multilateral-exercises", "Multilateral Exercises", "다자연습"),
    ("capacity-building", "Capacity Building", "역량강화"),
    ("defense-industry", "Defense Exports and Defense Industrial Cooperation", "방산협력"),
    ("technical-cooperation", "Technical Cooperation (e.g., cyber security and emerging capabilities)", "기술협력"),
    ("information-sharing", "Information Sharing", "정보공유"),
]
SHORT = {"defense-industry": "Defense Industrial Coop.", "technical-cooperation": "Technical Cooperation"}
ASEAN = (
    "BN Brunei 브루나이|KH Cambodia 캄보디아|ID Indonesia 인도네시아|LA Laos 라오스|MY Malaysia 말레이시아"
    "|MM Myanmar 미얀마|PH Philippines 필리핀|SG Singapore 싱가포르|TH Thailand 태국|TL Timor-Leste 동티모르"
    "|VN Vietnam 베트남"
)
PIF = (
    "AU Australia 호주|CK Cook_Islands 쿡_제도|FJ Fiji 피지|FM Micronesia 미크로네시아|KI Kiribati 키리바시"
    "|MH Marshall_Islands 마셜_제도|NC New_Caledonia 뉴칼레도니아|NR Nauru 나우루|NU Niue 니우에"
    "|NZ New_Zealand 뉴질랜드|PF French_Polynesia 프랑스령_폴리네시아|PG Papua_New_Guinea 파푸아뉴기니|PW Palau 팔라우"
    "|SB Solomon_Islands 솔로몬_제도|TO Tonga 통가|TV Tuvalu 투발루|VU Vanuatu 바누아투|WS Samoa 사모아"
)
STAGES = ["opportunity", "concept", "review", "decided", "active", "completed"]
HEALTHS = ["on-track", "at-risk", "off-track", "stale"]
CUT_OFF = date(2026, 9, 30)
KINDS_OF_WORK = [
    # area, kind, stage, health, countries, English, Korean
    (0, "project", "active", "on-track", "PH VN", "Shared maritime domain awareness for coastal patrols", "연안 초계 해양상황인식 공동 구축"),
    (0, "project", "active", "at-risk", "FJ TO WS", "Patrol boat maintenance and spare-part pooling in the Pacific", "태평양 도서국 순찰정 정비·부품 공동 활용"),
    (4, "project", "active", "on-track", "VN MY PH", "Cyber incident response teams: joint training", "사이버 침해 대응팀 공동 교육"),
    (2, "project", "active", "off-track", "PG SB", "Field hospital readiness for infectious disease outbreaks", "감염병 대응 야전병원 준비태세"),
    (0, "initiative", "decided", None, "PW FM MH", "Vessel tracking against illegal fishing", "불법 어업 대응 선박 추적 체계"),
    (1, "project", "completed", None, "ID TH", "Disaster relief planning workshop and command-post exercise", "재난구호 기획 연수 및 지휘소 연습"),
    (1, "project", "active", "stale", "TH MY SG", "Mine countermeasures observation and training days", "기뢰대응 참관 및 훈련"),
    (2, "project", "active", "on-track", "LA KH", "Demining and risk-education instructor course", "지뢰 제거·위험 교육 교관 과정"),
    (2, "initiative", "concept", None, "TL", "Engineer battalion training in climate-resilient construction", "기후 대응 시설 건설 공병 훈련"),
    (3, "project", "review", None, "PH ID", "Regional sustainment hub for shared platforms", "공동 운용 장비 지역 정비 거점"),
    (4, "initiative", "opportunity", None, "SG BN", "Uncrewed systems safety and standards exchange", "무인체계 안전·표준 교류"),
    (5, "project", "active", "on-track", "VU FJ KI", "Disaster early-warning information exchange", "재난 조기경보 정보 교환"),
]  # fmt: skip
ANSWERS = [
    (("Official Security Assistance", "공적안보지원"), ("Japan", "일본"), "duplicates", "Both give coastal radars; the scope was cut to training.", "양측 모두 연안 레이더를 제공하므로 범위를 교육으로 줄였다."),
    (("Pacific Maritime Security Program", "태평양 해양안보 프로그램"), ("Australia", "호주"), "gap", "Boats come from Australia; nobody pooled their parts.", "경비정은 호주가 제공하나 부품을 함께 쓰는 체계는 없었다."),
    (("Indo-Pacific Partnership for Maritime Domain Awareness", "인도·태평양 해양영역인식 파트너십"), ("Quad", "쿼드"), "complements", "Uses its feed, adds the exchange format.", None),
]  # fmt: skip
PURPOSE = (
    "Give the partner's coastal units one shared picture of what moves at sea, built from sensors they already own, "
    "and train the crews who act on it.",
    "협력국 연안 부대가 이미 보유한 감시 장비를 연결하여 해상 움직임을 하나의 상황도로 공유하고, 이를 활용하는 승조원을 교육한다.",
)
OBJECTIVE = (
    "The partner runs the system alone for six months.",
    "협력국이 여섯 달 동안 체계를 독자 운용하면 사업을 마친다.",
)
NARRATIVE = (
    "The second course ended with 31 graduates, seven more than planned. Two radar sites report to the joint picture; "
    "the third waits for a power supply that the partner expects in November.",
    "2기 교육을 마쳐 계획보다 일곱 명 많은 31명이 수료하였다. 레이더 기지 두 곳이 공동 상황도에 연결되었으며, "
    "세 번째 기지는 협력국이 11월로 예상하는 전원 설비를 기다리고 있다.",
)
STEPS = [
    ("Partner's written consent", "협력국 서면 동의", "both"),
    ("Equipment delivered", "장비 인도", "us"),
    ("First course completed", "1기 교육 수료", "rok"),
    ("Joint evaluation", "공동 평가", "both"),
    ("Hand-over to the partner", "협력국 이관", "both"),
]
ORGANISATIONS = [
    ("Philippine Coast Guard", "필리핀 해안경비대", "implementing"),
    ("Defense Security Cooperation Agency", "국방안보협력국", "funding"),
]


def countries():
    for group, names in (("asean", ASEAN), ("pif", PIF)):
        for entry in names.split("|"):
            iso, en, ko = entry.replace("_", "\0").split(" ")
            yield {"iso": iso, "name": text(en.replace("\0", " "), ko.replace("\0", " ")), "group": group}


def line(i, rng):
    """One project; beyond the first dozen its stage, health and countries vary, and one title in nine has no Korean."""
    area, kind, stage, health, codes, en, ko = KINDS_OF_WORK[i % len(KINDS_OF_WORK)]
    codes, phase = codes.split(), i // len(KINDS_OF_WORK)
    if phase:
        stage, codes = rng.choice(STAGES), rng.sample([c["iso"] for c in countries()], 2)
        health = rng.choice(["on-track", "on-track", *HEALTHS]) if stage == "active" else None
        en, ko = f"{en}, phase {phase + 1}", f"{ko} {phase + 1}단계"
    title = text(en, None) if i % 9 == 7 else text(en, ko, **({"draft": ["ko"]} if i % 5 == 2 else {}))
    start = date(2024 + i % 3, 1 + i % 12, 1) if stage != "opportunity" else None
    return {
        "reference": f"RCF-{2024 + i % 3}-{i + 1:03d}",
        "kind": kind,
        "stage": stage,
        "health": health,
        "title": title,
        "area": AREAS[area][0],
        "secondary": ["capacity-building"] if area in (0, 4) else [],
        "countries": shares(codes),
        "start": start and start.isoformat(),
        "end": start and (start + timedelta(days=900)).isoformat(),
        "percent": {"active": 45, "completed": 100}.get(stage),
    }


def milestones(start, rng):
    planned = [date.fromisoformat(start) + timedelta(days=180 * (i + 1)) for i in range(len(STEPS))]
    actual = [day + timedelta(days=rng.choice([0, 0, -6, 21, 48])) for day in planned]
    return [
        {
            "name": text(en, ko),
            "planned": p.isoformat(),
            "actual": a.isoformat() if a <= CUT_OFF - timedelta(days=40) else None,
            "owner": owner,
        }
        for (en, ko, owner), p, a in zip(STEPS, planned, actual, strict=True)
    ]


def sheet(project, rng):
    return {
        **project,
        "purpose": text(*PURPOSE),
        "objective": text(*OBJECTIVE),
        "milestones": milestones(project["start"], rng),
        "update": {"period": "2026-08", "health": "at-risk", "narrative": text(*NARRATIVE)},
        "posts": {side: text(*post) for side, post in POSTS.items()},
        "organisations": [{"name": text(en, ko), "role": role} for en, ko, role in ORGANISATIONS],
        "money": by_side(4_200_000, 5_800_000_000),
        "in_kind": [{"side": "rok", "year": 2026, "description": text("Two instructor teams", "교관 2개 조 지원")}],
        "risks": risks()[:2],
        "concerns": [concern()],
        "overlaps": [],
    }


def figure(key, en, ko, value, previous, unit=""):
    return {"key": key, "label": text(en, ko), "value": value, "previous": previous, "unit": unit}


def stage_counts(projects):
    return [{"key": key, "count": sum(p["stage"] == key for p in projects)} for key in STAGES]


def chapter(number, slug, en, ko, projects, sheets):
    mine = [p for p in projects if p["area"] == slug]
    coming = [
        {"on": m["planned"], "reference": p["reference"], "title": p["title"], "name": m["name"]}
        for p in sheets
        if p["area"] == slug
        for m in p["milestones"]
        if m["actual"] is None
    ]
    return {
        "slug": slug,
        "number": number,
        "name": text(en, ko),
        "short": text(SHORT.get(slug, en), ko),
        "narrative": text(*CHAPTER),
        "total": len(mine),
        "stages": stage_counts(mine),
        "listed": [p["reference"] for p in mine[:16]],
        "next": sorted(coming, key=lambda m: (m["on"], m["reference"]))[:5],
    }


def late(projects):
    return [
        {
            "reference": p["reference"],
            "title": p["title"],
            "what": text("Equipment delivered", "장비 인도"),
            "days": 120 - 17 * i,
            "owner": text(*POSTS["rok" if i % 2 else "us"]),
        }
        for i, p in enumerate([p for p in projects if p["health"] in ("off-track", "at-risk", "stale")][:5])
    ]


def with_previous(counts):
    return [{**c, "previous": c["count"] * 3 // 4} for c in counts]


def snapshot(n, presented=4):
    """A snapshot with `n` projects, `presented` of them put before the SCM. The same every time."""
    rng = random.Random(58)
    projects = [line(i, rng) for i in range(n)]
    sheets = [sheet(p, rng) for p in projects if p["start"]]
    lands = [
        {**c, "projects": sum(any(x["iso"] == c["iso"] for x in p["countries"]) for p in projects)} for c in countries()
    ]
    active = [p for p in projects if p["stage"] == "active"]
    shown = sheets[:presented]
    return {
        "schema": "rcf.report/2",
        "letterheads": deepcopy(LETTERHEADS),
        "marking": text("UNCLASSIFIED", "평문"),
        "notice": text(
            "Illustrative data: projects, dates and posts are invented.",
            "예시 자료: 사업·일자·직위는 모두 지어낸 것임.",
        ),
        "framework": text(
            "Regional Cooperation Framework for U.S.-ROK Alliance Contributions to Security in the Indo-Pacific",
            "인도·태평양 지역 한미동맹 안보협력 프레임워크",
        ),
        "cycle": {
            "year": YEAR,
            "previous_year": YEAR - 1,
            "ordinal": 58,
            "cut_off": CUT_OFF.isoformat(),
            "scm": {"date": None, "place": None},
        },
        "edition": {
            "number": 2,
            "revision": 3,
            "compiled_on": "2026-10-07",
            "compiled_by": text("The two secretariats, jointly", "양측 사무국 공동"),
            "corrects": {"year": YEAR, "number": 1, "sha256": "5b" * 32},
            "chain": deepcopy(CHAIN),
        },
        "foreword": text(*FOREWORD),
        "outlook": text(*FOREWORD, draft=["ko"]),
        "climb": climb(),
        "considered": considered(),
        "figures": [
            figure("projects", "Joint projects and initiatives", "공동 사업·구상", n, n * 3 // 4),
            figure("active", "Active", "추진 중", len(active), len(active) * 3 // 4),
            figure(
                "countries", "Partner countries reached", "협력 대상국", sum(c["projects"] > 0 for c in lands), None
            ),
            figure("presented", "Presented to the SCM", "SCM 보고", len(shown), 3),
            figure("milestones_on_time", "Milestones met on time", "일정 준수율", 71, 64, "%"),
            figure("late", "Late milestones", "지연 일정", 5, 5),
            figure("stale", "Not updated for their period", "갱신 지연", 1, 0),
            figure("days_to_scm", "Days to the SCM", "SCM까지 남은 일수", None, None),
        ],
        "obligation": {
            "state": "met" if shown else "unmet",
            "since": "2026-09-16" if shown else None,
            "references": [p["reference"] for p in shown[:2]],
        },
        "countries": lands,
        "matrix": [
            [
                sum(p["area"] == slug and any(x["iso"] == c["iso"] for x in p["countries"]) for p in projects)
                for c in lands
            ]
            for slug, *_ in AREAS
        ],
        "areas": [chapter(i, *names, projects, sheets) for i, names in enumerate(AREAS, 1)],
        "stages": with_previous(stage_counts(projects)),
        "health": with_previous([{"key": key, "count": sum(p["health"] == key for p in projects)} for key in HEALTHS]),
        "late": late(projects),
        "risks": [
            {**risk, "reference": p["reference"], "title": p["title"], "owner": text(*POSTS["us"])}
            for risk, p in zip(risks(), projects, strict=False)
        ],
        "money": money(),
        "projects": sorted(projects, key=lambda p: p["reference"]),
        "presented": shown,
        "complementarity": {
            "answered": len(ANSWERS),
            "unanswered": 3,
            "more": 0,
            "rows": [
                {"effort": text(*effort), "lead": text(*lead), "reference": p["reference"], "answer": answer}
                | {"reason": text(reason_en, reason_ko, **({"draft": ["ko"]} if answer == "gap" else {}))}
                for (effort, lead, answer, reason_en, reason_ko), p in zip(ANSWERS, projects, strict=False)
            ],
        },
        "decisions": decisions(projects),
        "asks": {
            "more": 2,
            "rows": [
                {
                    "reference": projects[0]["reference"],
                    "title": projects[0]["title"],
                    "question": text("Complete the project?", "사업을 완료합니까?"),
                    "due": "2026-10-20",
                    "awaited": ["rok"],
                }
            ],
        },
        "commitments": commitments(projects),
        "changes": changes(projects),
    }
