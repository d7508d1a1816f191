"""Kinds of entries of lending and of the close of business; what the books' reports need."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0005_bulk_posting"),
    ]

    operations = [
        migrations.AlterField(
            model_name="journalentry",
            name="kind",
            field=models.CharField(
                choices=[
                    ("DEPOSIT", "Deposit"),
                    ("WITHDRAWAL", "Withdrawal"),
                    ("TRANSFER", "Transfer"),
                    ("PAYMENT", "Payment"),
                    ("FEE", "Fee"),
                    ("INTEREST", "Interest"),
                    ("REVERSAL", "Reversal"),
                    ("ACCRUAL", "Interest accrued"),
                    ("TAX", "Tax withheld"),
                    ("LOAN_DISBURSEMENT", "Loan disbursement"),
                    ("LOAN_REPAYMENT", "Loan repayment"),
                    ("LOAN_CHARGE", "Fee or penalty of a loan"),
                    ("WRITE_OFF", "Loan written off"),
                    ("RECOVERY", "Recovery of a written-off loan"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="journalline",
            name="kind",
            field=models.CharField(
                choices=[
                    ("DEPOSIT", "Deposit"),
                    ("WITHDRAWAL", "Withdrawal"),
                    ("TRANSFER", "Transfer"),
                    ("PAYMENT", "Payment"),
                    ("FEE", "Fee"),
                    ("INTEREST", "Interest"),
                    ("REVERSAL", "Reversal"),
                    ("ACCRUAL", "Interest accrued"),
                    ("TAX", "Tax withheld"),
                    ("LOAN_DISBURSEMENT", "Loan disbursement"),
                    ("LOAN_REPAYMENT", "Loan repayment"),
                    ("LOAN_CHARGE", "Fee or penalty of a loan"),
                    ("WRITE_OFF", "Loan written off"),
                    ("RECOVERY", "Recovery of a written-off loan"),
                ],
                help_text="What this line is: a transfer, its fee, …",
                max_length=20,
            ),
        ),
    ]
