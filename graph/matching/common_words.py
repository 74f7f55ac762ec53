"""Words that tell little about a name: titles, function words, places, abbreviations."""


def _split(words: str) -> frozenset[str]:
    return frozenset(words.split())


#: Titles and function words, which weigh almost nothing and give no keys.
SMALL_WORDS = _split(
    "the of and for de la el al ul ud ur del della di da do dos das du des le les los las y e i et und van von "
    "der den zu bin ibn bint ben abu a an in at on to by with s c v mr mrs ms dr prof eng sheikh shaykh haji "
    "hajji hajj mullah maulana sayyid seyed syed qari hafiz gen col maj capt lt sir lord ing lic don dona herr "
    "frau mme m aka fka nee"
)
#: Parts of a company, and places. A question often adds them.
PLACES = _split(
    "branch office head headquarters subsidiary representative afghanistan albania algeria angola argentina "
    "armenia australia austria azerbaijan bahrain bangladesh belarus belgium bolivia brazil bulgaria cambodia "
    "cameroon canada chile china chinese colombia congo croatia cuba cyprus czech denmark ecuador egypt estonia "
    "ethiopia finland france georgia germany ghana greece guatemala hongkong hungary iceland india indonesia iran "
    "iraq ireland israel italy japan jordan kazakhstan kenya korea kuwait kyrgyzstan laos latvia lebanon libya "
    "lithuania luxembourg macau malaysia mali malta mexico moldova mongolia morocco myanmar nepal netherlands "
    "nicaragua nigeria norway oman pakistan panama paraguay peru philippines poland portugal qatar romania russia "
    "russian rwanda serbia singapore slovakia slovenia somalia spain sudan sweden switzerland syria syrian taiwan "
    "tajikistan tanzania thailand tunisia turkey turkiye turkmenistan uae uganda ukraine uruguay usa uzbekistan "
    "venezuela vietnam yemen zimbabwe america europe asia africa dubai sharjah beijing shanghai shenzhen "
    "guangzhou moscow tehran istanbul ankara minsk kiev kyiv beirut damascus baghdad london paris berlin"
)
#: Words that companies have in common, with a rough number among 1,000 names; used until a graph has counts.
USUAL_WORDS = {
    word: count
    for count, line in (
        (80, "company limited group international trading technology"),
        (40, "co ltd industry industrial general services engineering bank shipping import export research institute"),
        (
            20,
            "electronics equipment development science systems university center national state aviation energy plant "
            "transport construction management investment commercial holding company production scientific machinery",
        ),
        (
            10,
            "mohammad muhammad ali ahmad hussein hassan abd ivanovich vladimirovich alexander sergey jose juan maria "
            "carlos kim li wang zhang chen liu john david michael luis garcia lopez aleksandr",
        ),
    )
    for word in line.split()
}
