"""Mail domains at which anybody may have an address: they say nothing of the organisation someone belongs to."""

from __future__ import annotations

# Providers of private mail and of secure mail for whole professions, as they are found in lists of contacts.
_OPEN = frozenset(
    {
        "orange.fr", "wanadoo.fr", "voila.fr", "free.fr", "aliceadsl.fr", "libertysurf.fr", "sfr.fr", "neuf.fr",
        "cegetel.net", "club-internet.fr", "numericable.fr", "noos.fr", "bbox.fr", "laposte.net", "nordnet.fr",
        "tele2.fr", "dartybox.com", "mailo.com", "mailoo.org", "net-c.com", "caramail.fr", "caramail.com", "ovh.fr",
        "gandi.net", "orange.re", "orange.pf", "orange.nc", "mail.pf", "mls.nc", "canl.nc", "lagoon.nc",
        "mediaserv.net", "only.fr", "wanadoo.re", "wanadoo.gp", "gmail.com", "googlemail.com", "icloud.com", "me.com",
        "mac.com", "msn.com", "passport.com", "aol.com", "aol.fr", "ymail.com", "rocketmail.com", "proton.me",
        "protonmail.com", "protonmail.ch", "pm.me", "tutanota.com", "tuta.io", "fastmail.com", "zoho.com", "web.de",
        "t-online.de", "skynet.be", "telenet.be", "bluewin.ch", "apicrypt.org", "apicrypt.fr", "medicalexchange.fr",
        "medecin.mssante.fr", "pharmacien.mssante.fr", "sage-femme.mssante.fr", "infirmier.mssante.fr",
        "pro.mssante.fr", "chirurgien-dentiste.mssante.fr", "masseur-kinesitherapeute.mssante.fr",
    }
)  # fmt: skip
_IN_MANY_COUNTRIES = frozenset({"yahoo", "hotmail", "outlook", "live", "gmx", "yandex"})


def is_open_to_anybody(domain: str) -> bool:
    """Whether this (folded) mail domain, or the one above it, is a provider's and no organisation's own."""
    name, _, rest = domain.partition(".")
    country = rest.removeprefix("co.").removeprefix("com.")
    if name in _IN_MANY_COUNTRIES and country and "." not in country:
        return True
    return domain in _OPEN or rest in _OPEN
