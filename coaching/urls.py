"""Addresses of this room."""

from django.urls import path

from coaching.views import assignments, drafts, files, items, offline, sessions, topics

urlpatterns = [
    path("sessions/", sessions.session_list, name="session-list"),
    path("sessions/log/", sessions.session_log, name="session-log"),
    path("sessions/log/offline/", offline.session_offline, name="session-offline"),
    path("sessions/outbox/", offline.session_outbox, name="session-outbox"),
    path("sessions/send/", offline.session_send, name="session-send"),
    path("sessions/drafts/<uuid:key>/", drafts.draft_save, name="draft-save"),
    path("sessions/drafts/<uuid:key>/drop/", drafts.draft_drop, name="draft-drop"),
    path("sessions/<int:pk>/", sessions.session_card, name="session-card"),
    path("sessions/<int:pk>/change/", sessions.session_change, name="session-change"),
    path("sessions/<int:pk>/files/add/", files.session_files_add, name="session-files-add"),
    path("sessions/files/<int:pk>/", files.session_file, name="session-file"),
    path("sessions/files/<int:pk>/remove/", files.session_file_remove, name="session-file-remove"),
    path("topics/", topics.topic_list, name="topic-list"),
    path("topics/add/", topics.topic_add, name="topic-add"),
    path("topics/<int:pk>/change/", topics.topic_change, name="topic-change"),
    path("sw.js", offline.service_worker, name="service-worker"),
    path("manifest.webmanifest", offline.web_manifest, name="web-manifest"),
    path("actions/", items.action_list, name="action-list"),
    path("actions/add/", items.action_add, name="action-add"),
    path("enrolments/<int:enrolment>/actions/add/", items.action_add, name="action-add"),
    path("actions/<int:pk>/change/", items.action_change, name="action-change"),
    path("actions/<int:pk>/close/", items.action_close, name="action-close"),
    path("actions/<int:pk>/reopen/", items.action_reopen, name="action-reopen"),
    path("enrolments/<int:enrolment>/coaches/assign/", assignments.coach_assign, name="coach-assign"),
    path("enrolments/coaches/<int:pk>/replace/", assignments.coach_assignment_replace, name="coach-assignment-replace"),
    path("enrolments/coaches/<int:pk>/end/", assignments.coach_assignment_end, name="coach-assignment-end"),
]
