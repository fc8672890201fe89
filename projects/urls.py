from django.urls import path, re_path, register_converter

from projects.views import (
    criteria,
    deciding,
    detail,
    editing,
    effort_forms,
    efforts,
    files,
    finding,
    gaps,
    listing,
    money,
    ordering,
    overlaps,
    partners,
    parts,
    places,
    ranking,
    results,
    said,
    scoring,
    sharing,
    texts,
)

app_name = "projects"


class CountryCode:
    """Two capital letters of ISO 3166-1."""

    regex = "[A-Z]{2}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(CountryCode, "iso2")

of_a_project = "projects/<slug:reference>/"
results_of_a_project = [
    path(f"{of_a_project}results/", results.ProjectResults.as_view(), name="results"),
    path(f"{of_a_project}risks/new/", results.RiskNew.as_view(), name="risk-new"),
    path(f"{of_a_project}risks/<uuid:pk>/", results.RiskEdit.as_view(), name="risk-edit"),
    path(f"{of_a_project}risks/<uuid:pk>/happened/", results.RiskHappened.as_view(), name="risk-happened"),
    path(f"{of_a_project}issues/new/", results.IssueNew.as_view(), name="issue-new"),
    path(f"{of_a_project}issues/<uuid:pk>/", results.IssueEdit.as_view(), name="issue-edit"),
    path(f"{of_a_project}indicators/new/", results.IndicatorNew.as_view(), name="indicator-new"),
    path(f"{of_a_project}indicators/<uuid:pk>/", results.IndicatorEdit.as_view(), name="indicator-edit"),
    path(
        f"{of_a_project}indicators/<uuid:indicator>/values/new/",
        results.ValueNew.as_view(),
        name="indicator-value-new",
    ),
    path(
        f"{of_a_project}indicators/<uuid:indicator>/values/<uuid:pk>/",
        results.ValueEdit.as_view(),
        name="indicator-value-edit",
    ),
]
partners_of_a_project = [
    path(f"{of_a_project}partners/", partners.ProjectPartners.as_view(), name="partners"),
    path(f"{of_a_project}partners/<iso2:code>/", partners.VoiceKeep.as_view(), name="voice"),
    path(f"{of_a_project}business-links/new/", partners.LinkNew.as_view(), name="business-link-new"),
    path(f"{of_a_project}business-links/<uuid:pk>/", partners.LinkEdit.as_view(), name="business-link-edit"),
]

urlpatterns = [
    path("projects/", listing.ProjectList.as_view(), name="list"),
    path("projects/export/", listing.ProjectExport.as_view(), name="export"),
    path("projects/new/", editing.ProjectNew.as_view(), name="new"),
    path("projects/ranking/", ranking.ranking_now, name="ranking-now"),
    path("projects/ranking/<int:year>/", ranking.RankingPage.as_view(), name="ranking"),
    path("projects/ranking/<int:year>/export/", ranking.RankingExport.as_view(), name="ranking-export"),
    path("projects/ranking/<int:year>/criteria/", criteria.RankingCriteria.as_view(), name="criteria"),
    path("projects/ranking/<int:year>/order/", ordering.RankingOrder.as_view(), name="ranking-order"),
    path("projects/ranking/<int:year>/order/<slug:step>/", ordering.OrderStep.as_view(), name="order-step"),
    path("projects/ranking/<int:year>/order/<slug:step>/ask/", ordering.OrderStep.as_view(asks=True), name="order-ask"),
    re_path(
        r"^projects/ranking/(?P<year>[0-9]+)/order/(?P<step>[-\w]+)/(?P<act>withdraw|call-off)/$",
        ordering.OrderTakeBack.as_view(),
        name="order-back",
    ),
    path("projects/<slug:reference>/", detail.ProjectDetail.as_view(), name="detail"),
    path("projects/<slug:reference>/edit/", editing.ProjectEdit.as_view(), name="edit"),
    path("projects/<slug:reference>/share/", sharing.ProjectShare.as_view(), name="share"),
    path("projects/<slug:reference>/history/", detail.ProjectHistory.as_view(), name="history"),
    path("projects/<slug:reference>/confirm/", detail.ProjectConfirm.as_view(), name="confirm"),
    path("projects/<slug:reference>/remarks/", detail.ProjectRemark.as_view(), name="remark"),
    path("projects/<slug:reference>/decisions/", deciding.ProjectDecisions.as_view(), name="decisions"),
    path("projects/<slug:reference>/versions/<int:revision>/", deciding.ProjectVersion.as_view(), name="version"),
    path("projects/<slug:reference>/steps/<slug:name>/", deciding.ProjectStep.as_view(), name="step"),
    path("projects/<slug:reference>/steps/<slug:name>/ask/", deciding.ProjectAsk.as_view(), name="step-ask"),
    re_path(
        r"^projects/(?P<reference>[-\w]+)/steps/(?P<name>[-\w]+)/(?P<act>withdraw|call-off)/$",
        deciding.ProjectTakeBack.as_view(),
        name="step-back",
    ),
    path("projects/<slug:reference>/concerns/<uuid:pk>/close/", deciding.ConcernClose.as_view(), name="concern-close"),
    path("projects/<slug:reference>/scores/", scoring.ProjectScores.as_view(), name="scores"),
    path("projects/<slug:reference>/milestones/new/", parts.MilestoneNew.as_view(), name="milestone-new"),
    path("projects/<slug:reference>/milestones/<uuid:pk>/", parts.MilestoneEdit.as_view(), name="milestone-edit"),
    path("projects/<slug:reference>/progress/new/", parts.ProgressNew.as_view(), name="progress-new"),
    path("projects/<slug:reference>/progress/<slug:period>/", parts.ProgressEdit.as_view(), name="progress-edit"),
    *results_of_a_project,
    *partners_of_a_project,
    path(
        "projects/<slug:reference>/said/<slug:kind>/<uuid:pk>/<slug:name>/",
        said.SaidText.as_view(),
        name="said",
    ),
    path(
        "projects/<slug:reference>/texts/<slug:kind>/<uuid:pk>/confirm/",
        texts.PartTextConfirm.as_view(),
        name="text-confirm",
    ),
    path("projects/<slug:reference>/money/", money.ProjectMoney.as_view(), name="money"),
    path("projects/<slug:reference>/money/new/", money.MoneyNew.as_view(), name="money-new"),
    path("projects/<slug:reference>/money/<uuid:pk>/", money.MoneyEdit.as_view(), name="money-edit"),
    path("projects/<slug:reference>/documents/", files.ProjectDocuments.as_view(), name="documents"),
    path("projects/<slug:reference>/documents/<uuid:pk>/", files.DocumentEdit.as_view(), name="document-edit"),
    path("projects/<slug:reference>/documents/<uuid:pk>/share/", files.DocumentShare.as_view(), name="document-share"),
    path(
        "projects/<slug:reference>/documents/<uuid:pk>/withdraw/",
        files.DocumentWithdraw.as_view(),
        name="document-withdraw",
    ),
    path("files/<uuid:pk>/", files.FileDownload.as_view(), name="file"),
    path("rates/", money.Rates.as_view(), name="rates"),
    path("rates/new/", money.RateNew.as_view(), name="rate-new"),
    path("rates/<uuid:pk>/", money.RateEdit.as_view(), name="rate-edit"),
    path("projects/<slug:reference>/overlaps/<slug:effort>/", overlaps.OverlapAnswerPage.as_view(), name="overlap"),
    path("efforts/", efforts.EffortList.as_view(), name="efforts"),
    path("efforts/new/", effort_forms.EffortNew.as_view(), name="effort-new"),
    path("efforts/gaps/", gaps.gaps_page, name="gaps"),
    path("efforts/<slug:effort>/", efforts.EffortDetail.as_view(), name="effort"),
    path("efforts/<slug:effort>/edit/", effort_forms.EffortEdit.as_view(), name="effort-edit"),
    path("efforts/<slug:effort>/confirm/", effort_forms.EffortConfirm.as_view(), name="effort-confirm"),
    path("search/", finding.found_page, name="search"),
    path("countries/", places.country_list, name="countries"),
    path("countries/<iso2:code>/", places.country_detail, name="country"),
    path("areas/<slug:slug>/", places.area_detail, name="area"),
]
