# SPDX-License-Identifier: MPL-2.0
"""Made-up names and descriptions that look Danish. The same seed gives the same words."""

from collections.abc import Callable
from random import Random

from handlers.understanding.text import fold


def _listed(words: str) -> list[str]:
    return words.split()


_STEMS = _listed(
    "Al Brand Dal Egge Fjel Grav Hav Hede Holm Jern Kirke Klit Kol Lang Lund Mose Nør Over Rav Ros Sand Sej Skov Sten "
    "Svin Søn Tang Tor Tved Ulf Vand Vej Vester Vin Ære Øster Åge Års"
)
_MIDDLES = _listed("a ager be bæk da de fel ge ke kær le mar me ne ra re se sle ste te tof ve vin ør")
_PLACES = _listed("by borg bjerg bæk dal gård havn høj holm inge lev løse lund mark næs rup sted strup sund trup um vig ø")
_SYLLABLES = _listed(
    "tav sky mel port sag bor dag reg kor flyt val plan for dis log rol kit mod net arv bro del fag gang hus iv jor kla lys "
    "mål nav om pas råd sik tid ud vag ær øko års"
)
_WEAK = _listed("aftale ansvar bolig budget drift energi ferie kalender kompas løn netværk overblik puls sag skema tavle vagt")
_DOING = _listed("adressering behandling booking fordeling godkendelse journal kontrol måling oversigt planlægning registrering rapport styring tilsyn")
_THINGS = _listed(
    "affald ansøgning befordring bolig borger bygning bøde cykel data elev energi ferie fest frivillig genbrug grund gæst hal "
    "høring institution jubilæum kantine kontrakt kørsel lokale medarbejder møde nøgle park plads projekt rente samtykke skade "
    "sommer sti strøm svømme tilskud trafik træ udstyr vand vagt vej vinter"
)
_PEOPLE = _listed("borgerne byrådet eleverne forældrene kontoret lederne lærerne naboerne pedellerne plejehjemmene sekretærerne skolerne vagterne værkstedet")
_ENGLISH = _listed(
    "allocation approval booking calendar case charging consent contract driving energy facility grant hall hearing inspection key parking waste"
)
_DANISH_PHRASES = (
    "{0} og {1} for {2}",
    "systemet som {2} bruger til {0}",
    "det der holder styr på {0} og {1}",
    "stedet hvor {2} kan se {0}",
)
_ENGLISH_PHRASES = ("{0} and {1} for municipal staff", "the system that keeps track of {0} and {1}", "where residents see {0} and {1}")


class Words:
    """Makes names, each only once."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._used: set[str] = set()

    def place(self) -> str:
        """`Ravebækstrup`."""
        return self._new(lambda: self._pick(_STEMS) + "".join(self._pick(_MIDDLES) for _ in range(self._rng.choice((0, 1, 1, 2)))) + self._pick(_PLACES))

    def product(self) -> str:
        """`tavskymel`: what stands behind OS2."""
        return self._new(lambda: "".join(self._pick(_SYLLABLES) for _ in range(self._rng.choice((2, 3, 3, 3)))))

    def alike(self, name: str) -> str:
        """Another name, one letter away."""
        return self._new(lambda: slipped(name, self._rng, keep=2))

    def weak(self) -> str:
        """An ordinary word, which several things may be called by."""
        return self._pick(_WEAK)

    def danish(self) -> str:
        """What something is for: `cykelparkeringskontrol og vandmåling for skolerne`."""
        return self._pick(_DANISH_PHRASES).format(self._activity(), self._activity(), self._pick(_PEOPLE))

    def english(self) -> str:
        return self._pick(_ENGLISH_PHRASES).format(*(f"{self._pick(_ENGLISH)} {self._pick(_ENGLISH)}" for _ in range(2)))

    def _activity(self) -> str:
        return self._pick(_THINGS) + self._rng.choice(("", "", self._pick(_THINGS))) + self._pick(_DOING)

    def _pick(self, words: list[str] | tuple[str, ...]) -> str:
        return self._rng.choice(words)

    def _new(self, make: Callable[[], str]) -> str:
        while fold(name := make()) in self._used:
            pass
        self._used.add(fold(name))
        return name


def slipped(word: str, rng: Random, *, keep: int = 1) -> str:
    """The word with one slip of a hurried hand, behind its first `keep` letters: a letter lost, doubled, swapped or wrong."""
    if len(word) < keep + 2:
        return word
    at = rng.randrange(keep, len(word) - 1)
    match rng.randrange(4):
        case 0:
            return word[:at] + word[at + 1 :]
        case 1:
            return word[:at] + word[at] + word[at:]
        case 2:
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        case _:
            return word[:at] + rng.choice("aeinorst") + word[at + 1 :]
