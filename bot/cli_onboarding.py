# SPDX-License-Identifier: MPL-2.0
"""`os2bot onboarding`: the flows that take organisations and people through many steps."""

import asyncio
from datetime import UTC, datetime
from typing import Annotated, Literal

import typer

from config.problems import ConfigError, Problem

onboarding_app = typer.Typer(help="Flows of many steps: how they go.", no_args_is_help=True, rich_markup_mode=None)


def register(app: typer.Typer) -> None:
    app.add_typer(onboarding_app, name="onboarding")


@onboarding_app.command()
def graph(
    flow: Annotated[str, typer.Argument(help="The flow, such as new_member.", show_default=False)],
    form: Annotated[Literal["mermaid", "svg"], typer.Option("--form", help="Text that many wikis draw by themselves, or a picture.")] = "mermaid",
    language: Annotated[Literal["da", "en"] | None, typer.Option("--language", help="Without it, OS2BOT_LANGUAGE.", show_default=False)] = None,
) -> None:
    """Draw a flow: its steps, who does each of them, when it is due, and what it waits for."""
    from bot.flow_graph.graph import graph_of  # noqa: PLC0415 - `--help` needs none of it
    from bot.flow_graph.mermaid import mermaid  # noqa: PLC0415
    from bot.flow_graph.svg import svg  # noqa: PLC0415
    from bot.localise import Localiser  # noqa: PLC0415
    from config.flows.load import load_flows  # noqa: PLC0415
    from config.settings import load_settings  # noqa: PLC0415

    settings = load_settings()
    flows = load_flows(settings.config_dir)
    if flow not in flows:
        raise ConfigError(Problem(f"there is no flow '{flow}'; name one of {', '.join(flows)}", field="FLOW"))
    drawn = graph_of(flows[flow], language or settings.language, Localiser(settings.config_dir))
    typer.echo(svg(drawn) if form == "svg" else mermaid(drawn), nl=False)


@onboarding_app.command("list")
def list_runs(
    ended: Annotated[bool, typer.Option("--ended", help="Those that are completed or cancelled too.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, with every field but the answers.")] = False,
) -> None:
    """List the onboardings under way: what has waited longest first. `os2bot tell` begins them and carries them on."""
    typer.echo(asyncio.run(_listed(ended=ended, as_json=as_json)))


async def _listed(*, ended: bool, as_json: bool) -> str:
    from bot import listing_onboarding as listing  # noqa: PLC0415 - `--help` needs none of it
    from bot.diff_text import json_text  # noqa: PLC0415
    from bot.operating import operator  # noqa: PLC0415

    async with operator(datetime.now(UTC)) as session:
        found = await listing.runs_known(session, ended=ended)
    return json_text(listing.runs_as_documents(found)) if as_json else listing.runs_as_text(found)


@onboarding_app.command()
def show(
    run: Annotated[str, typer.Argument(metavar="ID", help="As `os2bot onboarding list` shows it; its beginning is enough.", show_default=False)],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show the steps of one onboarding. Answers about a person are left out."""
    typer.echo(asyncio.run(_shown(run, as_json=as_json)))


async def _shown(wanted: str, *, as_json: bool) -> str:
    from bot import listing_onboarding as listing  # noqa: PLC0415 - `--help` needs none of it
    from bot.diff_text import json_text  # noqa: PLC0415
    from bot.operating import operator  # noqa: PLC0415

    async with operator(datetime.now(UTC)) as session:
        found = [each for each in await listing.runs_known(session, ended=True) if wanted and each.id.startswith(wanted)]
        if len(found) != 1:
            what = "is the beginning of several; give more of it" if found else "is no onboarding; `os2bot onboarding list --ended` shows them"
            raise ConfigError(Problem(what, field=wanted[:64] or "ID"))
        steps = await listing.steps_as_documents(found[0], session)
    return json_text(steps) if as_json else listing.steps_as_text(steps)


@onboarding_app.command("figures")
def figures_of_all(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV, for a spreadsheet.")] = False,
) -> None:
    """Tell how long flows and steps take: medians of working days, for each year. Nothing of it says whose they were."""
    if as_json and as_csv:
        raise ConfigError(Problem("and --csv are two forms of the same; keep one", field="--json"))
    typer.echo(asyncio.run(_figures(as_json=as_json, as_csv=as_csv)), nl=not as_csv)


async def _figures(*, as_json: bool, as_csv: bool) -> str:
    from bot import listing_onboarding as listing  # noqa: PLC0415 - `--help` needs none of it
    from bot.diff_text import json_text  # noqa: PLC0415
    from bot.operating import operator  # noqa: PLC0415

    async with operator(datetime.now(UTC)) as session:
        found = await listing.figures_known(session)
    if as_csv:
        return listing.figures_as_csv(found)
    return json_text(listing.figures_as_documents(found)) if as_json else listing.figures_as_text(found)
