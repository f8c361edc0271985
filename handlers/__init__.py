# SPDX-License-Identifier: MPL-2.0
"""What the bot can do: which handler answers which intent, and what is posted of its own accord."""

from collections.abc import Awaitable, Callable, Mapping

from handlers.about import about_os2, bot_help, code_of_conduct, contact_secretariat, out_of_scope, toolbox
from handlers.adoption import change_adoption
from handlers.announcing.announcing import announce
from handlers.announcing.managing import announcement_result, edit_announcement, list_announcements, recall_announcement
from handlers.audit_log import audit_log
from handlers.coordinators import product_coordinator
from handlers.deciding import cancel_change, confirm_change, correct_change, undo_change
from handlers.forms.stepwise.beginning import fill_form
from handlers.freshness.answering import answer_fact
from handlers.freshness.asked_of import facts_to_confirm
from handlers.freshness.report import freshness_report
from handlers.governance import level_meaning
from handlers.groups import group_membership
from handlers.home import home
from handlers.listings import list_products
from handlers.meetings import list_meetings
from handlers.meetings.addresses import calendar_address
from handlers.meetings.agenda_points import agenda_point, meeting_agenda
from handlers.meetings.attending import attend_meeting
from handlers.meetings.calendar_changes import calendar_changes
from handlers.meetings.changing import change_meeting
from handlers.meetings.decided import meeting_decisions
from handlers.meetings.decisions import meeting_note
from handlers.meetings.following import follow_calendar, followed_calendars
from handlers.meetings.nearest import nearest_meeting
from handlers.meetings.reminding import remind_meetings
from handlers.meetings.scheduling import schedule_meeting
from handlers.meetings.thread_points import collect_points
from handlers.meetings.turnout import meeting_attendance, nudge_meeting
from handlers.meetings.upcoming import upcoming_posts
from handlers.meetings.why import why_delivery
from handlers.membership import become_vendor, express_interest, fee, join_os2
from handlers.news.asking import product_news
from handlers.onboarding.answering import answer_step, reject_step, reopen_step, skip_step
from handlers.onboarding.beginning import begin_onboarding, onboarding_start
from handlers.onboarding.board import list_onboarding
from handlers.onboarding.board_here import onboarding_board
from handlers.onboarding.check_in import onboarding_check_in
from handlers.onboarding.codes import bring_code
from handlers.onboarding.continuing import continue_onboarding
from handlers.onboarding.figures import onboarding_figures
from handlers.onboarding.inviting import invite_participant, join_onboarding
from handlers.onboarding.questions import onboarding_status
from handlers.onboarding.steering import steer_onboarding
from handlers.own import forget_me, my_data, my_profile
from handlers.posts import announcements, news_posts, onboarding_posts
from handlers.posts import onboarding_board as onboarding_board_posts
from handlers.posts.digest.digest import digest, digest_test
from handlers.posts.digest.issue import Section
from handlers.posts.digest.sections import calls as calls_section
from handlers.posts.digest.sections import decisions as decisions_section
from handlers.posts.digest.sections import meeting_changes as changes_section
from handlers.posts.digest.sections import meetings as meetings_section
from handlers.posts.digest.sections import members as membership_section
from handlers.posts.digest.sections import my_tasks as tasks_section
from handlers.posts.digest.sections import new_members as members_section
from handlers.posts.digest.sections import onboarding as onboarding_section
from handlers.posts.digest.sections import product_news as products_section
from handlers.posts.digest.sections import questions as questions_section
from handlers.posts.digest.sections import releases as releases_section
from handlers.posts.digest.sections import year_wheel as wheel_section
from handlers.posts.feed_posts import feed_changes, feed_trouble
from handlers.posts.freshness_ask import freshness_ask
from handlers.posts.meeting_nudge import meeting_nudge
from handlers.posts.meeting_posts import agenda_call, meeting_changed, meeting_reminder, minutes_call, quorum_warning
from handlers.posts.onboarding_nudge import onboarding_nudge
from handlers.posts.parked import delivery_parked
from handlers.posts.year_wheel_posts import year_wheel as year_wheel_post
from handlers.posts.year_wheel_posts import year_wheel_changed
from handlers.products import product_info, product_level, product_license, product_repository
from handlers.releases.latest import latest_release
from handlers.reply import Reply
from handlers.roles.absence import report_absence
from handlers.roles.giving import appoint_role, confirm_role, end_role, hand_over_role
from handlers.subscribing.asking import subscribe
from handlers.subscribing.digest_now import show_digest
from handlers.subscribing.listing import list_subscriptions
from handlers.subscribing.unreachable import channel_paused
from handlers.unanswered.answering import answer_question, open_questions, save_answer
from handlers.unanswered.asking import pass_on_question
from handlers.unanswered.keeping import keep_answer
from handlers.users import organisation_products, product_users
from handlers.vendors import product_vendors
from handlers.welcome import welcome_channel, welcome_workspace
from handlers.year_wheel.asking import year_wheel
from handlers.year_wheel.assembly import next_meeting
from handlers.year_wheel.settling import wheel_done

Handler = Callable[..., Awaitable[Reply]]
"""Takes the query first, then services by the names of its parameters."""

Composer = Callable[..., Awaitable[Reply]]
"""Takes the post first, then services by the names of its parameters. Raises NothingToSay."""

HANDLERS: Mapping[str, Handler] = {
    "about_os2": about_os2,
    "agenda_point": agenda_point,
    "announce": announce,
    "announcement_result": announcement_result,
    "answer_fact": answer_fact,
    "answer_question": answer_question,
    "answer_step": answer_step,
    "appoint_role": appoint_role,
    "attend_meeting": attend_meeting,
    "audit_log": audit_log,
    "become_vendor": become_vendor,
    "begin_onboarding": begin_onboarding,
    "calendar_address": calendar_address,
    "calendar_changes": calendar_changes,
    "cancel_change": cancel_change,
    "change_adoption": change_adoption,
    "change_meeting": change_meeting,
    "choose_subscription": subscribe,
    "code_of_conduct": code_of_conduct,
    "collect_points": collect_points,
    "confirm_change": confirm_change,
    "confirm_role": confirm_role,
    "contact_secretariat": contact_secretariat,
    "continue_onboarding": continue_onboarding,
    "correct_change": correct_change,
    "edit_announcement": edit_announcement,
    "end_role": end_role,
    "express_interest": express_interest,
    "facts_to_confirm": facts_to_confirm,
    "fee": fee,
    "fill_form": fill_form,
    "follow_calendar": follow_calendar,
    "followed_calendars": followed_calendars,
    "forget_me": forget_me,
    "freshness_report": freshness_report,
    "group_membership": group_membership,
    "hand_over_role": hand_over_role,
    "help": bot_help,
    "home": home,
    "invite_participant": invite_participant,
    "join_onboarding": join_onboarding,
    "join_os2": join_os2,
    "keep_answer": keep_answer,
    "latest_release": latest_release,
    "level_meaning": level_meaning,
    "link_identity": bring_code,
    "list_announcements": list_announcements,
    "list_meetings": list_meetings,
    "list_onboarding": list_onboarding,
    "list_products": list_products,
    "list_subscriptions": list_subscriptions,
    "meeting_agenda": meeting_agenda,
    "meeting_attendance": meeting_attendance,
    "meeting_decisions": meeting_decisions,
    "meeting_note": meeting_note,
    "my_data": my_data,
    "my_profile": my_profile,
    "next_meeting": next_meeting,
    "nudge_meeting": nudge_meeting,
    "onboarding_board": onboarding_board,
    "onboarding_check_in": onboarding_check_in,
    "onboarding_figures": onboarding_figures,
    "onboarding_start": onboarding_start,
    "onboarding_status": onboarding_status,
    "open_questions": open_questions,
    "organisation_products": organisation_products,
    "out_of_scope": out_of_scope,
    "pass_on_question": pass_on_question,
    "product_coordinator": product_coordinator,
    "product_info": product_info,
    "product_level": product_level,
    "product_license": product_license,
    "product_news": product_news,
    "product_repository": product_repository,
    "product_users": product_users,
    "product_vendors": product_vendors,
    "recall_announcement": recall_announcement,
    "reject_step": reject_step,
    "remind_meetings": remind_meetings,
    "reopen_step": reopen_step,
    "report_absence": report_absence,
    "save_answer": save_answer,
    "schedule_meeting": schedule_meeting,
    "show_digest": show_digest,
    "skip_step": skip_step,
    "steer_onboarding": steer_onboarding,
    "subscribe": subscribe,
    "toolbox": toolbox,
    "undo_change": undo_change,
    "upcoming_posts": upcoming_posts,
    "welcome_channel": welcome_channel,
    "welcome_workspace": welcome_workspace,
    "wheel_done": wheel_done,
    "why_delivery": why_delivery,
    "year_wheel": year_wheel,
}
"""Intent → what answers it. Nothing is discovered: what is not here is not answered."""

POSTS: Mapping[str, Composer] = {
    "agenda_call": agenda_call,
    "announcement": announcements.announcement,
    "announcement_delete": announcements.announcement_delete,
    "announcement_edit": announcements.announcement_edit,
    "announcement_result": announcements.announcement_result,
    "channel_paused": channel_paused,
    "delivery_parked": delivery_parked,
    "digest": digest,
    "digest_test": digest_test,
    "feed_changes": feed_changes,
    "feed_trouble": feed_trouble,
    "freshness": freshness_ask,
    "meeting_changed": meeting_changed,
    "meeting_nudge": meeting_nudge,
    "meeting_reminder": meeting_reminder,
    "minutes_call": minutes_call,
    "new_members": news_posts.new_members,
    "onboarding_board": onboarding_board_posts.onboarding_board,
    "onboarding_celebration": onboarding_posts.onboarding_celebration,
    "onboarding_check_in": onboarding_posts.onboarding_check_in,
    "onboarding_help": onboarding_posts.onboarding_help,
    "onboarding_message": onboarding_posts.onboarding_message,
    "onboarding_nudge": onboarding_nudge,
    "product_news": news_posts.product_news,
    "quorum_warning": quorum_warning,
    "year_wheel": year_wheel_post,
    "year_wheel_changed": year_wheel_changed,
}
"""Kind of delivery → what composes it when it is sent."""

DIGEST: Mapping[str, Section] = {
    "meetings": meetings_section.meetings,
    "meeting_changes": changes_section.meeting_changes,
    "product_news": products_section.product_news,
    "releases": releases_section.releases,
    "new_members": members_section.new_members,
    "members": membership_section.members,
    "decisions": decisions_section.decisions,
    "calls": calls_section.calls,
    "year_wheel": wheel_section.year_wheel,
    "questions": questions_section.questions,
    "onboarding": onboarding_section.onboarding,
    "my_tasks": tasks_section.my_tasks,
}
"""Section of the weekly digest → what fills it, in the order in which they stand there. Its heading is `digest.section.<name>`."""
STANDING = frozenset(("calls", "members", "onboarding", "questions"))
"""Of them, those that have nearly always something to say: they stand beside news, and never alone."""

UNWRITTEN = frozenset(("choose_subscription", "collect_points", "fill_form", "home", "onboarding_check_in"))
"""What nobody writes as a question: it has no file in config/intents, and is asked by a platform, a thread, a choice or a form alone."""

ALONE: Mapping[str, Callable[..., Awaitable[Reply | None]]] = {"next_meeting": nearest_meeting}
"""Intent → what answers it where it is asked without what it needs; None: it is asked back."""
