from django.urls import path, re_path

from reporting.views import (
    climbing,
    commitments,
    comparing,
    cycles,
    dashboard,
    editions,
    handover,
    letterhead,
    narrative,
    presenting,
    work,
    years,
)

app_name = "reporting"
COMMITMENTS = "cycles/<int:year>/commitments/"
COMMITMENT = f"{COMMITMENTS}<int:number>/"
EDITION = "cycles/<int:year>/editions/<int:number>/"
ABOUT_A_PROJECT = r"^cycles/(?P<year>[0-9]{4})/(?P<step>present|hold-back)/(?P<reference>[-\w]+)/"
urlpatterns = [
    path("", work.Home.as_view(), name="my-work"),
    path("work/", work.MyWork.as_view(), name="work"),
    path("contacts/<int:pk>/hand-over/", handover.HandOver.as_view(), name="hand-over"),
    path("dashboard/", dashboard.Dashboard.as_view(), name="dashboard"),
    path("cycles/", cycles.CycleList.as_view(), name="cycles"),
    path("cycles/new/", cycles.CycleNew.as_view(), name="cycle-new"),
    path("cycles/<int:year>/", years.CycleDetail.as_view(), name="cycle"),
    path("cycles/<int:year>/edit/", cycles.CycleEdit.as_view(), name="cycle-edit"),
    path("cycles/<int:year>/proposals/", cycles.CycleProposals.as_view(), name="cycle-proposals"),
    path("cycles/<int:year>/remind/<slug:side>/", years.CycleRemind.as_view(), name="cycle-remind"),
    path("cycles/<int:year>/present/", cycles.CycleChoose.as_view(), name="cycle-present"),
    path("cycles/<int:year>/compile/", editions.CompileReport.as_view(), name="compile"),
    path("cycles/<int:year>/compile/<uuid:job>/", editions.CompileProgress.as_view(), name="compile-progress"),
    path(EDITION, editions.EditionDetail.as_view(), name="edition"),
    path(f"{EDITION}correct/", climbing.EditionCorrect.as_view(), name="edition-correct"),
    path(f"{EDITION}compare/", comparing.EditionCompare.as_view(), name="edition-compare"),
    path(f"{EDITION}sections/<slug:key>/", editions.EditionDetail.as_view(), name="section"),
    path(f"{EDITION}sections/<slug:key>/edit/", narrative.SectionEdit.as_view(), name="section-edit"),
    path(f"{EDITION}sections/<slug:key>/confirm/", narrative.SectionConfirm.as_view(), name="section-confirm"),
    path(f"{EDITION}sections/<slug:key>/comments/", narrative.SectionComment.as_view(), name="section-comment"),
    path(f"{EDITION}comments/<uuid:pk>/answer/", narrative.CommentAnswer.as_view(), name="comment-reply"),
    path(f"{EDITION}comments/<uuid:pk>/close/", narrative.CommentClose.as_view(), name="comment-close"),
    path(f"{EDITION}steps/<slug:name>/", climbing.EditionStep.as_view(), name="edition-step"),
    path(f"{EDITION}steps/<slug:name>/ask/", climbing.EditionAsk.as_view(), name="edition-ask"),
    re_path(
        r"^cycles/(?P<year>[0-9]{4})/editions/(?P<number>[0-9]{1,3})/steps/(?P<name>[a-z]+)/(?P<act>withdraw|call-off)/$",
        climbing.EditionTakeBack.as_view(),
        name="edition-back",
    ),
    path(f"{EDITION}concerns/<uuid:pk>/", climbing.EditionConcern.as_view(), name="edition-concern"),
    path(f"{EDITION}considerations/<uuid:pk>/edit/", climbing.ConsiderationEdit.as_view(), name="consideration-edit"),
    path(f"{EDITION}<slug:language>.pdf", editions.Download.as_view(), name="download"),
    path(
        f"{EDITION}revisions/<int:revision>/<slug:language>.pdf", editions.Download.as_view(), name="download-revision"
    ),
    path(COMMITMENTS, commitments.CommitmentList.as_view(), name="commitments"),
    path(f"{COMMITMENTS}new/", commitments.CommitmentNew.as_view(), name="commitment-new"),
    path(COMMITMENT, commitments.CommitmentDetail.as_view(), name="commitment"),
    path(f"{COMMITMENT}edit/", commitments.CommitmentEdit.as_view(), name="commitment-edit"),
    path(f"{COMMITMENT}state/", commitments.CommitmentState.as_view(), name="commitment-state"),
    path(f"{COMMITMENT}evidence/", commitments.EvidenceNew.as_view(), name="evidence-new"),
    path(f"{COMMITMENT}evidence/<uuid:pk>/remove/", commitments.EvidenceRemove.as_view(), name="evidence-remove"),
    path("cycles/cover/", letterhead.Letterheads.as_view(), name="letterheads"),
    path("cycles/cover/<slug:side>/", letterhead.LetterheadEdit.as_view(), name="letterhead"),
    path("cycles/cover/<slug:side>/logo/", letterhead.LetterheadLogo.as_view(), name="letterhead-logo"),
    path("jobs/<uuid:pk>/", editions.JobStatus.as_view(), name="job"),
    re_path(f"{ABOUT_A_PROJECT}$", presenting.CycleStep.as_view(), name="cycle-step"),
    re_path(f"{ABOUT_A_PROJECT}ask/$", presenting.CycleAsk.as_view(), name="cycle-ask"),
    re_path(f"{ABOUT_A_PROJECT}(?P<act>withdraw|call-off)/$", presenting.CycleTakeBack.as_view(), name="cycle-back"),
]
