"""A risk, an issue, an indicator and a period as tests enter them."""

from datetime import date, timedelta

from core import days

TODAY = days.today()
TOMORROW = TODAY + timedelta(days=3)
RISK = {"text_en": "No ship in May.", "probability": 3, "impact": 4, "answer": "reduce"}
ISSUE = {"text_en": "The ship is in repair.", "severity": "high", "owner": "ROK", "raised_on": date(2026, 5, 2)}
INDICATOR = {"title_en": "Crews trained", "unit_en": "crews", "baseline": 4, "baseline_on": date(2026, 1, 1)}
YEAR = {"period_start": date(2026, 1, 1), "period_end": date(2026, 6, 30)}
