"""A provider's domain says nothing of an organisation; an organisation's own does."""

from __future__ import annotations

import pytest

from campaigns.mail_domains import is_open_to_anybody


@pytest.mark.parametrize(
    "domain", ["orange.fr", "gmail.com", "yahoo.fr", "hotmail.co.uk", "live.fr", "medecin.mssante.fr", "mail.orange.fr"]
)
def test_anybody_may_write_from_a_provider(domain: str) -> None:
    assert is_open_to_anybody(domain)


@pytest.mark.parametrize(
    "domain", ["ars-bretagne.example", "orange.ars.example", "outlook.ars.example", "live", "", "yahoo", "xorange.fr"]
)
def test_an_organisation_has_a_domain_of_its_own(domain: str) -> None:
    assert not is_open_to_anybody(domain)
