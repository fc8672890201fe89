from django.urls import path, re_path

from reporting.views import cycles, dashboard, editions, handover, presenting, work

app_name = "reporting"
EDITION = "cycles/<int:year>/editions/<int:number>/"
ABOUT_A_PROJECT = r"^cycles/(?P<year>[0-9]{4})/(?P<step>present|hold-back)/(?P<reference>[-\w]+)/"
urlpatterns = [
    path("", work.MyWork.as_view(), name="my-work"),
    path("contacts/<int:pk>/hand-over/", handover.HandOver.as_view(), name="hand-over"),
    path("dashboard/", dashboard.Dashboard.as_view(), name="dashboard"),
    path("cycles/", cycles.CycleList.as_view(), name="cycles"),
    path("cycles/new/", cycles.CycleNew.as_view(), name="cycle-new"),
    path("cycles/<int:year>/", cycles.CycleDetail.as_view(), name="cycle"),
    path("cycles/<int:year>/edit/", cycles.CycleEdit.as_view(), name="cycle-edit"),
    path("cycles/<int:year>/present/", cycles.CycleChoose.as_view(), name="cycle-present"),
    path("cycles/<int:year>/compile/", editions.CompileReport.as_view(), name="compile"),
    path("cycles/<int:year>/compile/<uuid:job>/", editions.CompileProgress.as_view(), name="compile-progress"),
    path(EDITION, editions.EditionDetail.as_view(), name="edition"),
    path(f"{EDITION}<slug:language>.pdf", editions.Download.as_view(), name="download"),
    path(
        f"{EDITION}revisions/<int:revision>/<slug:language>.pdf", editions.Download.as_view(), name="download-revision"
    ),
    path("jobs/<uuid:pk>/", editions.JobStatus.as_view(), name="job"),
    re_path(f"{ABOUT_A_PROJECT}$", presenting.CycleStep.as_view(), name="cycle-step"),
    re_path(f"{ABOUT_A_PROJECT}ask/$", presenting.CycleAsk.as_view(), name="cycle-ask"),
    re_path(f"{ABOUT_A_PROJECT}(?P<act>withdraw|call-off)/$", presenting.CycleTakeBack.as_view(), name="cycle-back"),
]
