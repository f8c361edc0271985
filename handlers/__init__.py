# SPDX-License-Identifier: MPL-2.0
"""What the bot can do: which handler answers which intent."""

from collections.abc import Awaitable, Callable, Mapping

from handlers.about import about_os2, bot_help, code_of_conduct, contact_secretariat, out_of_scope, toolbox
from handlers.coordinators import product_coordinator
from handlers.governance import level_meaning
from handlers.groups import group_membership
from handlers.listings import list_products
from handlers.meetings import list_meetings, next_meeting
from handlers.membership import become_vendor, express_interest, fee, join_os2
from handlers.onboarding import onboarding_start, onboarding_status
from handlers.products import product_info, product_level, product_license, product_repository
from handlers.reply import Reply
from handlers.users import organisation_products, product_users
from handlers.vendors import product_vendors

Handler = Callable[..., Awaitable[Reply]]
"""Takes the query first, then services by the names of its parameters."""

HANDLERS: Mapping[str, Handler] = {
    "about_os2": about_os2,
    "become_vendor": become_vendor,
    "code_of_conduct": code_of_conduct,
    "contact_secretariat": contact_secretariat,
    "express_interest": express_interest,
    "fee": fee,
    "group_membership": group_membership,
    "help": bot_help,
    "join_os2": join_os2,
    "level_meaning": level_meaning,
    "list_meetings": list_meetings,
    "list_products": list_products,
    "next_meeting": next_meeting,
    "onboarding_start": onboarding_start,
    "onboarding_status": onboarding_status,
    "organisation_products": organisation_products,
    "out_of_scope": out_of_scope,
    "product_coordinator": product_coordinator,
    "product_info": product_info,
    "product_level": product_level,
    "product_license": product_license,
    "product_repository": product_repository,
    "product_users": product_users,
    "product_vendors": product_vendors,
    "toolbox": toolbox,
}
"""Intent → what answers it. Nothing is discovered: what is not here is not answered."""
