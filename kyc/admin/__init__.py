"""KYC on the staff site: the queue of customers under review, and the page of each."""

from kyc.admin.reviews import ReviewAdmin

__all__ = ["ReviewAdmin"]
