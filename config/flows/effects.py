# SPDX-License-Identifier: MPL-2.0
"""What a step brings about once it is done: a short list, each of which the bot shows before it does it, and none of which runs anything."""

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, with_config

from config.catalogue.entries import AdoptionKind
from config.catalogue.values import ENTRY, Bilingual, GroupType
from config.flows.names import Name
from config.roles import Role

Taker = Literal["contact_person", "signatory", "newcomer", "vendor"]
"""Who gets a role: somebody who takes part in the run."""
Audience = Literal["contact_person", "signatory", "secretariat", "board_chair", "product_coordinator", "newcomer", "vendor"]


@with_config(ENTRY)
@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterMember:
    """The organisation is a member from today."""

    do: Literal["register_member"]


@with_config(ENTRY)
@dataclass(frozen=True, slots=True, kw_only=True)
class EndMembership:
    """The organisation is no member any more from today, and its roles end."""

    do: Literal["end_membership"]


@with_config(ENTRY)
@dataclass(frozen=True, slots=True, kw_only=True)
class AppointRole:
    """Who takes part as `who` gets this role: over the run's organisation, or its product; whoever has it alone hands it over."""

    do: Literal["appoint_role"]
    role: Role
    who: Taker


@with_config(ENTRY)
@dataclass(frozen=True, slots=True, kw_only=True)
class RecordAdoption:
    """What the organisation has to do with the run's product."""

    do: Literal["record_adoption"]
    kind: AdoptionKind


@with_config(ENTRY)
@dataclass(frozen=True, slots=True, kw_only=True)
class SubscribeChannel:
    """The run's channel, if it has one, gets the reminders of the product's meetings."""

    do: Literal["subscribe_channel"]


@with_config(ENTRY)
@dataclass(frozen=True, slots=True, kw_only=True)
class CreateMeeting:
    """A meeting of this group of the run's product, on the day that a step of kind meeting was told."""

    do: Literal["create_meeting"]
    group: GroupType
    title: Bilingual
    minutes: Annotated[int, Field(ge=5, le=600)] = 60


@with_config(ENTRY)
@dataclass(frozen=True, slots=True, kw_only=True)
class StartFlow:
    """Another flow begins for the same organisation. `product`: the form's field that names the product it is about, where it needs one; nothing begins where an
    optional one was left empty.
    """

    do: Literal["start_flow"]
    flow: Name
    product: Name | None = None


@with_config(ENTRY)
@dataclass(frozen=True, slots=True, kw_only=True)
class Tell:
    """Somebody hears of it."""

    do: Literal["tell"]
    who: Audience
    text: Bilingual


Effect = Annotated[
    RegisterMember | EndMembership | AppointRole | RecordAdoption | SubscribeChannel | CreateMeeting | StartFlow | Tell, Field(discriminator="do")
]
