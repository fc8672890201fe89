"""Texts of projects for measuring, in both languages."""

import random

COMMON = ("patrol", "순찰")
"""Words of each language that stand in half of all projects."""
RARE = ("bathymetry", "심해측량")
"""Words of each language that stand in one project of 5,000."""
ONE_IN = 5_000

TITLES = (
    ("Coastal radar maintenance training", "연안 레이더 정비 교육"),
    ("Vessel tracking against illegal fishing", "불법어업 대응 선박 추적 체계"),
    ("Disaster relief tabletop exercise", "재난구호 도상연습"),
    ("Cyber incident response course", "사이버 사고 대응 과정"),
    ("Field hospital readiness", "야전병원 준비태세"),
    ("Export control practice workshops", "수출통제 실무 워크숍"),
    ("Early-warning information exchange", "조기경보 정보 교환"),
    ("Spare parts for shared vessels", "공동 운용 함정 수리부속"),
    ("Explosive ordnance disposal instructors", "폭발물 처리 교관"),
    ("Search and rescue coordination", "수색구조 협조체계"),
)
PLACES = (
    ("northern district", "북부 지역"),
    ("southern district", "남부 지역"),
    ("outer islands", "외곽 도서"),
    ("capital region", "수도권"),
    ("western approaches", "서부 해역"),
    ("eastern ports", "동부 항만"),
)
SENTENCES = (
    (
        "Crews learn to keep their equipment ready and to report what they see.",
        "운용 요원이 장비를 상시 준비하고 관측한 내용을 보고하는 법을 배웁니다.",
    ),
    (
        "Both sides send instructors for four weeks in each half of the year.",
        "양측이 반기마다 4주 동안 교관을 파견합니다.",
    ),
    (
        "The partner names a unit that keeps what was learnt.",
        "협력국은 교육 성과를 이어 갈 부대를 지정합니다.",
    ),
    (
        "A joint review after each phase decides on the next one.",
        "단계마다 공동 검토를 거쳐 다음 단계를 결정합니다.",
    ),
    (
        "Equipment comes from stocks that both sides hold already.",
        "장비는 양측이 이미 보유한 재고에서 제공합니다.",
    ),
    (
        "Its results are shared with neighbours who ask for them.",
        "성과는 요청하는 이웃 나라와 공유합니다.",
    ),
)
OBJECTIVES = (
    ("The partner runs it alone for six months.", "협력국이 여섯 달 동안 독자적으로 운영합니다."),
    ("Nine in ten faults are mended on site.", "고장 열 건 가운데 아홉 건을 현장에서 정비합니다."),
    ("Two courses a year by the partner's own instructors.", "협력국 교관이 해마다 두 차례 교육합니다."),
)
WITH_COMMON = ("Every week one {} tests it.", "매주 한 차례 {}하며 시험합니다.")
WITH_RARE = ("It adds {} of two harbours.", "항만 두 곳의 {} 자료를 더합니다.")


def texts(number: int, rng: random.Random) -> dict[str, str]:
    """Title, summary and objective of a project in both languages; one in ten lacks its Korean."""
    title, place = rng.choice(TITLES), rng.choice(PLACES)
    sentences = rng.sample(SENTENCES, 3)
    if rng.random() < 0.5:
        sentences.append(_with(WITH_COMMON, COMMON))
    if number % ONE_IN == 0:
        sentences.append(_with(WITH_RARE, RARE))
    objective = rng.choice(OBJECTIVES)
    found = {}
    for at, language in enumerate(("en", "ko")):
        found[f"title_{language}"] = f"{title[at]}, {place[at]} {number}"
        found[f"summary_{language}"] = " ".join(sentence[at] for sentence in sentences)
        found[f"objective_{language}"] = objective[at]
    if number % 10 == 7:
        found |= {"title_ko": "", "summary_ko": "", "objective_ko": ""}
    return found


def _with(sentences: tuple[str, str], words: tuple[str, str]) -> tuple[str, str]:
    return sentences[0].format(words[0]), sentences[1].format(words[1])
