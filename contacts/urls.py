from django.urls import path

from contacts.views import deputies, directory, keeping, notices

app_name = "contacts"
urlpatterns = [
    path("notices/", notices.Notices.as_view(), name="notices"),
    path("notices/read/", notices.NoticesRead.as_view(), name="read-notices"),
    path("notices/<uuid:pk>/open/", notices.NoticeOpen.as_view(), name="open-notice"),
    path("contacts/", directory.Directory.as_view(), name="list"),
    path("contacts/new/", keeping.ContactNew.as_view(), name="new"),
    path("contacts/<int:pk>/", directory.ContactDetail.as_view(), name="detail"),
    path("contacts/<int:pk>/edit/", keeping.ContactEdit.as_view(), name="edit"),
    path("contacts/posts/new/", keeping.PostNew.as_view(), name="new-post"),
    path("contacts/posts/<int:pk>/", directory.PostDetail.as_view(), name="post"),
    path("contacts/posts/<int:pk>/edit/", keeping.PostEdit.as_view(), name="edit-post"),
    path("contacts/posts/<int:pk>/tenures/", keeping.TenureStart.as_view(), name="start-tenure"),
    path("contacts/posts/<int:pk>/deputies/", deputies.DeputyNew.as_view(), name="name-deputy"),
    path("contacts/deputies/<int:pk>/end/", deputies.DeputyEnd.as_view(), name="end-deputy"),
    path("contacts/tenures/<int:pk>/end/", keeping.TenureEnd.as_view(), name="end-tenure"),
    path("contacts/organisations/", directory.OrganisationList.as_view(), name="organisations"),
    path("contacts/organisations/new/", keeping.OrganisationNew.as_view(), name="new-organisation"),
    path("contacts/organisations/<int:pk>/", directory.OrganisationDetail.as_view(), name="organisation"),
    path("contacts/organisations/<int:pk>/edit/", keeping.OrganisationEdit.as_view(), name="edit-organisation"),
]
