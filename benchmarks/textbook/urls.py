"""Addresses of the textbook project."""

from __future__ import annotations

from django.urls import path
from rest_framework_simplejwt.views import TokenObtainPairView

from benchmarks.textbook.views import TransferView

urlpatterns = [
    path("api/token/", TokenObtainPairView.as_view()),
    path("api/transfers/", TransferView.as_view()),
]
