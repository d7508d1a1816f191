"""A statement as ISO 20022 bank-to-customer statement, camt.053.001.08."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Final

from accounts.statements.model import AccountStatement
from accounts.statements.plain_text import pieces, xml_text
from accounts.statements.sealed_files import XML_PLACE, SealedFile
from core_banking.kernel.clock import isoformat_utc
from ledger.contracts import StatementLine

NAMESPACE: Final = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"
_LINES_AT_ONCE: Final = 200
# Domain, family and sub-family of the standard's own bank transaction codes (external code sets, BankTransactionCode):
# what other banks' programs sort entries by. Of the two families the first is a credit's, the second a debit's.
_TRANSACTION_CODES: Final[Mapping[str, tuple[str, str, str, str]]] = {
    "DEPOSIT": ("PMNT", "CNTR", "CNTR", "CDPT"),
    "WITHDRAWAL": ("PMNT", "CNTR", "CNTR", "CWDL"),
    "TRANSFER": ("PMNT", "RCDT", "ICDT", "BOOK"),
    "PAYMENT": ("PMNT", "RCDT", "ICDT", "OTHR"),
    "FEE": ("ACMT", "MCOP", "MDOP", "CHRG"),
    "INTEREST": ("ACMT", "MCOP", "MDOP", "INTR"),
    "TAX": ("ACMT", "MCOP", "MDOP", "TAXE"),
}
_ANOTHER_CODE: Final = ("PMNT", "OTHR", "OTHR", "OTHR")
_CODE, _NAME, _REMITTANCE, _REMARK = 35, 140, 140, 500
"""How long the standard lets an identifier, a name, a piece of remittance information and a remark be."""


def write_camt053(statement: AccountStatement, file: SealedFile) -> None:
    """Write the statement, a few hundred entries at a time."""
    file.write(_beginning(statement).encode())
    waiting: list[str] = []
    for line in statement.lines:
        waiting.append(_entry(statement, line))
        if len(waiting) == _LINES_AT_ONCE:
            file.write("".join(waiting).encode())
            waiting.clear()
    remark = f"Statement {statement.statement_id}, signed by {statement.bank.name}"
    waiting.append(f"<AddtlStmtInf>{xml_text(remark, _REMARK)}</AddtlStmtInf>")
    waiting.append("</Stmt></BkToCstmrStmt></Document>\n")
    file.write("".join(waiting).encode())
    file.close(*XML_PLACE)


def _beginning(statement: AccountStatement) -> str:
    issued_at = isoformat_utc(statement.issued_at)
    message_id = f"{statement.statement_id}-{int(statement.issued_at.timestamp())}"
    currency = statement.currency.code
    # Business dates of the bank, so local instants without an offset: the standard lets them be so.
    period = (
        f"<FrDtTm>{statement.from_date}T00:00:00</FrDtTm><ToDtTm>{statement.to_date}T23:59:59.999999</ToDtTm>"
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<Document xmlns="{NAMESPACE}"><BkToCstmrStmt>'
        f"<GrpHdr><MsgId>{message_id}</MsgId><CreDtTm>{issued_at}</CreDtTm></GrpHdr>"
        f"<Stmt><Id>{statement.statement_id}</Id><CreDtTm>{issued_at}</CreDtTm><FrToDt>{period}</FrToDt>"
        f"<Acct><Id><Othr><Id>{xml_text(statement.account_number, 34)}</Id></Othr></Id>"
        f"<Tp><Prtry>{xml_text(statement.account_type, _CODE)}</Prtry></Tp><Ccy>{currency}</Ccy>"
        f"<Ownr><Nm>{xml_text(statement.holder_name, _NAME) or '-'}</Nm></Ownr>{_servicer(statement)}</Acct>"
        f"{_balance(statement, 'OPBD', statement.opening_minor, statement.from_date.isoformat())}"
        f"{_balance(statement, 'CLBD', statement.closing_minor, statement.to_date.isoformat())}"
        f"{_summary(statement)}"
    )


def _servicer(statement: AccountStatement) -> str:
    bank = statement.bank
    bic = f"<BICFI>{xml_text(bank.bic, 11)}</BICFI>" if bank.bic else ""
    return f"<Svcr><FinInstnId>{bic}<Nm>{xml_text(bank.name, _NAME)}</Nm></FinInstnId></Svcr>"


def _balance(statement: AccountStatement, code: str, amount_minor: int, date: str) -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>{_amount(statement, amount_minor)}"
        f"<Dt><Dt>{date}</Dt></Dt></Bal>"
    )


def _summary(statement: AccountStatement) -> str:
    net_minor = statement.credits_minor - statement.debits_minor
    total_minor = statement.credits_minor + statement.debits_minor
    amount = statement.amount
    return (
        f"<TxsSummry><TtlNtries><NbOfNtries>{statement.line_count}</NbOfNtries><Sum>{amount(total_minor)}</Sum>"
        f"<TtlNetNtry><Amt>{amount(abs(net_minor))}</Amt><CdtDbtInd>{_direction(net_minor)}</CdtDbtInd>"
        "</TtlNetNtry></TtlNtries>"
        f"<TtlCdtNtries><Sum>{amount(statement.credits_minor)}</Sum></TtlCdtNtries>"
        f"<TtlDbtNtries><Sum>{amount(statement.debits_minor)}</Sum></TtlDbtNtries></TxsSummry>"
    )


def _entry(statement: AccountStatement, line: StatementLine) -> str:
    reference = f"<AcctSvcrRef>{xml_text(line.reference, _CODE)}</AcctSvcrRef>"
    amount = _amount(statement, line.change_minor)
    reversal = "<RvslInd>true</RvslInd>" if line.kind == "REVERSAL" else ""
    return (
        f"<Ntry><NtryRef>{line.version}</NtryRef>{amount}{reversal}"
        f"<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{line.business_date}</Dt></BookgDt>"
        f"<ValDt><Dt>{line.value_date}</Dt></ValDt>{reference}"
        f"{_transaction_code(line.kind, line.change_minor < 0)}"
        f"<NtryDtls><TxDtls><Refs>{reference}</Refs>{amount}"
        f"{_remittance(line.description)}</TxDtls></NtryDtls></Ntry>"
    )


@functools.lru_cache(maxsize=64)
def _transaction_code(kind: str, is_debit: bool) -> str:
    domain, of_credit, of_debit, sub_family = _TRANSACTION_CODES.get(kind, _ANOTHER_CODE)
    family = of_debit if is_debit else of_credit
    return (
        f"<BkTxCd><Domn><Cd>{domain}</Cd><Fmly><Cd>{family}</Cd><SubFmlyCd>{sub_family}</SubFmlyCd></Fmly></Domn>"
        f"<Prtry><Cd>{xml_text(kind, _CODE)}</Cd></Prtry></BkTxCd>"
    )


def _remittance(description: str) -> str:
    texts = [xml_text(piece, _REMITTANCE) for piece in pieces(description, _REMITTANCE)]
    shown = "".join(f"<Ustrd>{text}</Ustrd>" for text in texts if text)
    return f"<RmtInf>{shown}</RmtInf>" if shown else ""


def _amount(statement: AccountStatement, amount_minor: int) -> str:
    return (
        f'<Amt Ccy="{statement.currency.code}">{statement.amount(abs(amount_minor))}</Amt>'
        f"<CdtDbtInd>{_direction(amount_minor)}</CdtDbtInd>"
    )


def _direction(amount_minor: int) -> str:
    return "DBIT" if amount_minor < 0 else "CRDT"
