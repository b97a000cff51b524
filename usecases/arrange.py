"""What a coordinator arranges for one organisation: more time, a pause, that it does not take part, or does again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from campaigns.calendar import last_day_of
from campaigns.campaign import Invitation
from campaigns.contribution import Return
from campaigns.dates import parse_deadline
from campaigns.working_days import ONE_DAY
from campaigns.zones import PARIS
from questionnaires.fault import Fault
from usecases.find import campaign_named, organisation_named, round_named
from usecases.installation import Installation
from usecases.ports import BadInput, Transaction
from usecases.transact import transact


async def arrange(
    house: Installation,
    campaign_id: str,
    organisation: str,
    what: str,
    until: str,
    reason: str,
    now: datetime,
    round_label: str = "",
) -> Return:
    """`what` is "extend", "pause", "decline" or "resume"; `until` is a written date (needed to extend).

    `reason` is kept. A refusal has no end date. To resume ends a pause and a refusal, those that its people asked
    for too; their STOP stays.
    """
    if not reason.strip():
        raise BadInput("Donnez le motif avec --reason : il reste dans l’historique.")
    day = _day(until, now) if until else None
    if what == "extend" and day is None:
        raise BadInput("Donnez la nouvelle date limite avec --until, par exemple --until 2017-10-06.")
    if what == "pause" and day is not None and day < now.astimezone(PARIS).date():
        raise BadInput(f"--until : le {day:%d/%m/%Y} est passé ; donnez le dernier jour de la pause, ou pas de date.")

    async def decide(transaction: Transaction) -> Return:
        campaign = await campaign_named(transaction, campaign_id)
        round = round_named(campaign, round_label)
        found = organisation_named(campaign, organisation)
        id = f"{round.id}/{found.code}"
        standing = await transaction.get(Return, id) or Return(id, campaign.id, round.id, found.code)
        if what == "extend":
            if day is not None and day < round.last_day:
                raise BadInput(f"--until : le {day:%d/%m/%Y} est avant la date limite, le {round.last_day:%d/%m/%Y}.")
            standing = replace(standing, extended_until=day, extension=reason)
            await _end_pauses(transaction, standing)
        elif what == "resume":
            standing = replace(standing, paused="", paused_until=None, declined="")
            await _end_pauses(transaction, standing, also_open=True)
        elif what == "pause":
            standing = replace(standing, paused_until=day, paused=reason)
        else:
            standing = replace(standing, declined=reason)
        transaction.put(standing)
        return standing

    return await transact(house.store, f"coordinator:{what}", decide)


async def _end_pauses(transaction: Transaction, standing: Return, also_open: bool = False) -> None:
    """More time is the answer to who asked for it: their reminders follow the new date. `also_open`: pauses without."""
    for invitation in await transaction.find(Invitation, return_id=standing.id):
        if invitation.paused_until is not None or (also_open and invitation.paused):
            transaction.put(replace(invitation, paused="", paused_until=None))


def _day(until: str, now: datetime) -> date:
    """The last day that is meant: « avant le 6 octobre » is the 5th."""
    written = parse_deadline(until, now.astimezone(PARIS).date() - ONE_DAY)
    if isinstance(written, Fault):
        raise BadInput(str(replace(written, where="--until")))
    return last_day_of(written.day, bool(written.strict))
