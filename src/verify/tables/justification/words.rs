//! The words by which grounds and weaknesses of a reason are known.
//!
//! Written from four sets of justifications in many voices (`evals/soa`); a fifth, held back, measures them.

use std::sync::LazyLock;

use regex::Regex;

/// A pattern, compiled once; without case.
pub(super) type Words = LazyLock<Option<Regex>>;

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident = $($text:literal)|+;)*) => {
        $($(#[$doc])* pub(super) static $name: Words =
            LazyLock::new(|| Regex::new(&["(?i)", &[$($text),+].join("|")].concat()).ok());)*
    };
}

/// Whether a text has such words.
pub(super) fn says(words: &Words, text: &str) -> bool {
    words.as_ref().is_some_and(|words| words.is_match(text))
}

words! {
    /// A risk, and somebody who keeps it.
    ACCEPTED =
        r"\b(?:risks?|r-?\d+|outages?|loss|losses|residual|exposure|stand ?still|downtime|interruption|hazards?|stoppages?|t-?\d+|rest)\b.{0,110}\b(?:accept(?:ed|s|ance)|signed|signature|sign-?off|taken over by|carried by|borne by|bears?|lives? with|tolerat\w+|tolerable|acceptable|approved|assumed|has taken|carries|waiver|knowingly)\b"
        | r"\b(?:accept(?:ed|s|ance)|signed|signature|sign-?off|taken over by|carried by|borne by|bears?|lives? with|tolerat\w+|tolerable|acceptable|approved|assumed|has taken|carries|waiver|knowingly)\b.{0,110}\b(?:risks?|r-?\d+|outages?|loss|losses|residual|exposure|stand ?still|downtime|interruption|hazards?|stoppages?|t-?\d+|rest)\b"
        | r"\b(?:accepted|tolerat\w+)\b.{0,80}\b(?:days|weeks|hours|until|stand ?still)\b";
    /// Somebody or something by which an acceptance can be found again.
    ACCEPTOR =
        r"\b(?:owner\w*|owns|director|ceo|cfo|coo|cto|ciso|cio|head|manager|board|founder|mr|ms|mrs|dr|frau|herr|president|lead|chief|partner|chair\w*|committee|council|treasurer|dean|principal|20\d\d|minute\w*|register|entry|ref\w*|ra-?\d|no\.)"
        | r"\d{1,2}[./]\d{1,2}";
    /// It was looked at.
    ASSESSED = r"\b(?:assess\w*|rated|rating|review\w*|analys\w+|bia|inspect\w*|tested|workshop|evaluat\w+|examin\w+|check\w*|confirmed|survey\w*|determined|looked|went|walked|interview\w*|register|scor\w+|declared|graded|ranked|ra[- ]\d+)\b";
    /// No law, contract or other duty asks for it.
    NO_DUTY =
        r"\b(?:clauses?|duties|requirements?|statutes?|laws?|contracts?|insurers?|regulators?)\b.{0,60}\b(?:absent|nothing|none|weren't|not|silent|no)\b"
        | r"\b(?:no|neither|nor|nothing|not|without|none)\b.{0,80}\b(?:laws?|legal|statut\w+|regulat\w+|contracts?|contractual|clauses?|dut(?:y|ies)|obligations?|condition|prescribes?|promise)\b"
        | r"\b(?:agreements?|clients?|customers?)\b.{0,40}\b(?:silent|no|none|nothing|not)\b";
    /// It was found harmless.
    NO_RISK =
        r"\b(?:no|without|zero|negligible|nothing|none|not any|very low|lowest)\b.{0,60}\b(?:risks?|leak\w*|lose|losses|loss|effect|harm|damage|hazard|exposure|mix-up|needs?|sensitive|impact|consequence)\b"
        | r"\bvery low\b" | r"\b(?:public|published|open)\b.{0,20}\b(?:data|content|information|catalogue)\b"
        | r"\bneeds it\b" | r"\bneed(?:s|ed)? (?:it|them) (?:back )?(?:sooner|earlier)\b" | r"\blongest tolerable\b";
    /// It costs too much.
    COST = r"\b(?:costs?|costly|costing|budget\w*|expensive|price\w*|quoted|quote|afford\w*|money|eur|euros?|usd|dollars?|investments?|out of proportion|cheap\w*|spend\w*|margins?|in no proportion|fees?|thousand|payback|return on)\b"
        | r"[€$£]" | r"\d[\d ., ]*(?:€|eur|k\b)";
    /// It is not done yet.
    NOT_YET = r"\b(?:not (?:yet|written|started|finished|implemented|in place|ready|available|complete\w*)|has not started|planned|will (?:be|come|follow|start)|is going to|in progress|under ?way|still (?:busy|comparing|working|in|being|missing|open|waiting)|for the moment|for now|at the moment|currently|next (?:year|quarter|month|spring|summer|autumn|winter)|upcoming|foreseen|to be (?:done|added|purchased|introduced|implemented|written)|postponed|soon|roadmap|once the|pending|scheduled|until (?:end of|the end of)|later (?:this|in the)|half done|\d+ ?% done|after the (?:certification|audit|migration|move)|when (?:we|there is) (?:have )?time)\b";
    /// What sounds like that and is not: "nobody will be hired", "none foreseen".
    NEVER = r"\b(?:nobody|no-?one|none|no \w+) will\b" | r"\b(?:none|not) foreseen\b";
    /// Somebody else does it.
    OUTSOURCED = r"\b(?:outsourc\w+|hand(?:ed)? (?:over |out |it )?to|done by|made by|run by the|performed by|provided by|managed by|(?:taken care of|looked after|operated) by|(?:is|are) (?:therefore )?(?:their|the (?:provider|vendor|supplier|partner|landlord|agency)'?s) (?:topic|task|job|duty|responsibility|business|problem)|their (?:topic|task|job|duty|responsibility|business|problem)|msps?|service provider|our (?:it |external )?(?:partner|provider|supplier|agency|integrator)|hosting company|lies with|responsibility of|the (?:agency|provider|vendor|landlord|group|parent)\b.{0,20}\b(?:does|handles|takes|cares|is responsible|looks after|manages|writes|runs))\b";
    /// It only says that it is left out.
    CIRCULAR = r"\b(?:not (?:applicable|relevant|needed|necessary|required|appropriate|material|suitable)|do(?:es)? not apply|no relevance|irrelevant|out of scope|no need|not in scope|does not concern|doesn't apply|no further steps|sufficient security)\b" | r"\bn/?a\b";
    /// The company is small.
    SIZE = r"\b(?:too small|too few|small (?:company|firm|team|business|organi[sz]ation|office)|our size|start-?up|(?:with|at|of) (?:only |just )?\w+ (?:people|employees|colleagues|persons|staff)|\w+ (?:developers|people|employees|colleagues) only)\b";
    /// A certificate.
    CERTIFIED = r"\bcertif\w+" | r"\b(?:iso ?(?:/?iec )?27\d\d\d|soc ?2)\b";
    /// Nobody asked.
    NO_DEMAND =
        r"\b(?:nobody|no-?one|no (?:customer|client|auditor|partner|one)|not one (?:customer|client)|auditors?|customers?|clients?|tenders?)\b.{0,60}\b(?:asked|requested|demand\w*|raised?|wanted|complained|inquired|mentioned)\b"
        | r"\b(?:never|not) (?:been )?(?:asked|requested|demanded|raised|wanted|mentioned)\b";
    /// The words of asking alone, where a contract that demands nothing is meant.
    ASKED = r"\b(?:asked|requested|raised|wanted|complained)\b";
    /// People are trusted.
    TRUST = r"\b(?:(?:we|i|they|management|owners?|fully|can|must) (?:fully |all )?trust|trust (?:our|them|each|in|all|everyone|him|her|my|the team|and)|trusted|trustworthy|reliab\w+ (?:people|persons?|staff)|integrity|loyal\w*|mistrust|know (?:each other|most|them all|everyone)|personally|confidence in|like a family|honest\w*|good (?:people|faith))\b";
    /// A tool does it.
    TOOL = r"\b(?:automatic\w*|takes? care of|does (?:that|this|it|so)|built[ -]in|out of the box|dashboard|platform (?:shows|does|handles)|software (?:does|takes|handles)|tool (?:does|handles|covers|takes)|shows? 100|handled by the (?:software|tool|system|platform))\b";
    /// Good will and good luck.
    FEELING = r"\b(?:(?:try|do) our best|common sense|special care|good will|never (?:was|had|been) a(?:ny)? (?:problem|incident|issue)|not one incident|no incidents?|never happened|nothing (?:has )?(?:ever )?happened|nothing ever)\b";
    /// Something is said not to be there: what follows tells what.
    ABSENT =
        r"\b(?:no|not one|not a single|not any|zero|neither|nor|without any|there (?:is|are) (?:no|not one|not a))\s+(?P<thing>(?:[\w'/-]+[ ,]+){0,4}[\w'-]+)"
        | r"\b(?:do|does|did|have|has|are|is|were|was)(?: not|n't)\s+(?:\w+\s+){0,2}?(?P<deed>[a-z]+)"
        | r"\b(?P<nobody>nobody|no-?one|none|never|nothing)\b"
        | r"\b(?P<own>(?:all|every|everything)\b.{0,40}\b(?:in-?house|own employees|by employees|our own (?:people|staff|employees|engineers)))"
        | r"\b(?P<few>(?:engineers|employees|developers|staff|team)\b.{0,15}\bwrites? everything|one-person|only (?:its )?(?:two|one) (?:shareholders|founders?|owners?)|two founders|air-?gapped|serverless|fully in-?house)";
    /// Other ways to say so.
    GONE =
        r"\bwithout (?:any |\w+ )?(?:staff|employees|help|people|personnel)\b" | r"\bnot a (?:line|single|metre|person)\b" | r"\bnot even\b"
        | r"\bnon-?existent\b" | r"\beach empty\b" | r"\blist is blank\b" | r"\b(?:internal(?:ly)? only|only internal\w*)\b"
        | r"\bown (?:payroll|employees|staff|engineers|developers)\b" | r"\bdone by no one\b" | r"\bfrom one of us\b"
        | r"\b(?:sole trader|one-person|indoors|ready[- ]made|closed)\b" | r"\bdo(?:es)? not happen\b"
        | r"\b(?:is|are|was|were) (?:not in use|not used|absent|nil|gone|unknown here)\b"
        | r"\b(?:100 ?%|entirely|fully|exclusively|purely|completely|all) (?:\w+ ){0,3}in-?house\b" | r"\bin-?house (?:only|exclusively)\b"
        | r"\b(?:only|sole) (?:people|person|worker|member)\b" | r"\bconsists? of (?:one|a single) person\b" | r"\blacks?\b"
        | r"(?:[:=]|\bis|\bare|\ball) (?:zero|nil|none|empty)\b" | r"\bnever had\b" | r"\bfree of\b" | r"\bdoes not exist\b" | r"\bnil\b"
        | r"\b(?:surrendered|sold|scrapped|dissolved|given up|gave up|returned|terminated|dismantled|decommissioned|handed back|moved out|shut down|switched off|disabled|dead|blocked|bricked)\b";
    /// A denial that stands on its own, whatever else is said beside it.
    PLAIN_DENIAL =
        r"\bwe (?:have|own|run|lease|keep|operate|use|do)\b.{0,12}\b(?:no|not)\b" | r"^\W*(?:no|zero|none|nobody|neither|not one)\b" | r"none exist"
        | r"there (?:is|are|isn't|aren't) (?:no|not|none|any)" | r"\bdo(?:es)? not exist" | r"n/a\b.{0,4}\bno";
    /// Something is built, owned or run: the subject of a denial that is more than "nobody asked".
    EXISTENCE = r"\b(?:exists?|have|own|builds?|develop\w*|writes?|runs?)\b";
    /// What takes a part of a denial back.
    EXCEPT = r"\b(?:except(?:ing)?(?: for)?|save for|just|merely|apart from|besides|other than|aside from|but (?:the|our|one|a|an|some)|although|though|only (?:the|our|a|one|some) (?:small |little |few |old |local )?)\b(?P<rest>[^.;]{0,120})";
    /// The same with a bare "only" or "plus", for controls whose things can be named.
    ONLY = r"\b(?:only|just|merely|except(?:ing|ional)?(?: for)?|apart from|besides|other than|aside from|but (?:the|our|we|a|an|for|one|some)|plus)\b(?P<rest>[^.;]{0,120})";
    /// Things that a control may be about.
    OWN_THING = r"\b(?:office|garage|cabinet|racks?|rooms?|cellar|basement|warehouse|storage|depot|servers?|switches|access points|archive|workshop|store|lab|freelanc\w*|agenc\w+|contractors?|external\w*|students?|scripts?|terraform|lambda|macros?|programs?|powershell|sticks?|disks?|tapes?|laptops?|phones?|portals?|screens|engineers?|technicians?|desks?|branch|site|copy|copies|integration\w*|tools?)\b";
    /// People outside who write software.
    OUTSIDER = r"\b(?:freelanc\w*|agenc\w+|contractors?|external\w*|consultanc\w+|nearshore|students?|subcontract\w*|partner)\b";
    /// Words with which outsiders are denied or were looked for.
    LOOKED_FOR = r"\b(?:no|not|none|nobody|nor|neither|never|without|zero|empty|searched|checked|compared)\b" | r"\?";
    /// Places.
    PLACE = r"\b(?:office|garage|cabinet|rack|room|cellar|basement|warehouse|storage|depot|server|switches|access points|archive|workshop|store|lab)\b";
    /// Places of others.
    FOREIGN_PLACE = r"(?i)public|meeting|shared";
    /// People or things away from the premises.
    AWAY = r"\b(?:takes?|works?|working|brings?|carr(?:y|ies))\b.{1,30}\b(?:home|from (?:home|\w+ in|abroad|hotels?|trains?)|remotely|on the road|spain)\b" | r"\bhome office\b";
    /// The same, denied.
    NOT_AWAY = r"\b(?:nobody|no-?one|never|not|no)\b[^.]{0,30}\b(?:works?|takes?|working|take-home)\b";
    /// Scripts that somebody has.
    SCRIPTS = r"\b(?:keeps?|kept|have|has|maintains?|writes?|shares?|uses?|runs?|saves?)\b.{0,40}\b(?:scripts?|powershell|terraform|macros?|ansible|playbooks?|pipelines?|python)\b";
    /// Live data in a test.
    LIVE_DATA =
        r"\b(?:staging|test|uat|sandbox|dev\w*)\b.{0,40}\b(?:gets?|receives?|uses?|copy|copied|refreshed|loaded|filled|contains?)\b.{0,60}\b(?:live|production|real|customers?)\b"
        | r"\b(?:copy|copies|clone|dump)\b.{0,30}\b(?:live|production|real)\b";
    /// The same, denied.
    NO_LIVE_DATA = r"\b(?:no|never|not|nor|without)\b[^.;]{0,40}\b(?:live|production|real) (?:data|copy)";
    /// A word that denies.
    DENIES = r"\b(?:no|none|nothing|not|never|nobody|without)\b";
    /// Devices, paper and media.
    DEVICE = r"\b(?:devices?|laptops?|notebooks?|phones?|desktops?|computers?|screens?|papers?|documents?|equipment|portable|sticks?|disks?|media|tablets?)\b";
    /// Rooms, which such controls are not about.
    ROOM = r"\b(?:office|place|room|premises)";
    /// Systems that are bought, configured or scripted.
    SYSTEM = r"\b(?:scripts?|macros?|flows?|integrations?|terraform|low-?code|bought|acquired|standard products?|configure\w*|saas|upgrades?|vendor defaults|off the shelf|cloud setup|repositor(?:y|ies)|as delivered|system owners?|tool by tool|test data|accounts?)\b";
}
