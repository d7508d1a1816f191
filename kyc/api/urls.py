"""The addresses of registration, customers and KYC."""

from __future__ import annotations

from django.urls import path

from kyc.api.customers import CustomerByReference, CustomerViewSet, PersonView
from kyc.api.documents import DocumentViewSet
from kyc.api.registration import Register, RegisterUnderAuth, RegisterUnderCustomers
from kyc.api.reviews import ReviewViewSet
from kyc.api.standing import ResubmissionView, StandingView

_REVIEW = "api/kyc/reviews/<int:user_id>/"

urlpatterns = [
    path("api/auth/register/", RegisterUnderAuth.as_view()),
    path("api/register/", Register.as_view()),
    path("api/customers/register/", RegisterUnderCustomers.as_view()),
    path("api/customers/<str:reference>/", CustomerByReference.as_view()),
    path("api/customer/", CustomerViewSet.as_view({"get": "list", "post": "create"})),
    path("api/customer/<int:user_id>/", CustomerViewSet.as_view({"get": "retrieve"})),
    path("api/users/<int:user_id>/", PersonView.as_view()),
    path("api/kyc/", StandingView.as_view()),
    path("api/kyc/resubmit/", ResubmissionView.as_view()),
    path("api/kyc/documents/", DocumentViewSet.as_view({"get": "list", "post": "create"})),
    path("api/kyc/documents/<int:document_id>/download/", DocumentViewSet.as_view({"get": "download"})),
    path("api/kyc/reviews/", ReviewViewSet.as_view({"get": "list"})),
    path(_REVIEW, ReviewViewSet.as_view({"get": "retrieve"})),
    *(
        path(f"{_REVIEW}{decision}/", ReviewViewSet.as_view({"post": decision}))
        for decision in ("approve", "reject")
    ),
]
