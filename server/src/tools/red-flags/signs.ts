import type { RedFlag } from './find-red-flag.ts'

/** One thing that cannot wait, as people put it. */
export interface Sign {
  flag: RedFlag
  patterns: RegExp[]
  /** When the words alone are too common: each of these must be somewhere in the message. */
  needs?: RegExp[]
  /** Turns the sentence into something else. */
  except?: RegExp
  /** A plan is as grave as a state: "I am going to …" counts, and so does what comes and goes. */
  countsWhenPlanned?: boolean
}

const unable = String.raw`(?:cant|couldnt|(?:can|could) (?:barely|hardly|scarcely|not)|barely|hardly|unable to|not able to|struggl\w+ (?:to|with)|fighting to|(?:hard(?:er)?|difficult)(?: for (?:me|her|him))? to|hard time|trouble|difficult(?:y|ies)?(?: to| in| with)?|problems?(?: with)?|issues?(?: with)?|painful to|hurts? to|impossible to)`
const few = String.raw`(?: \w+){0,2}`
const turned = String.raw`(?:turn(?:s|ed|ing)?|went|goes|going|gone|got|gotten|getting|became|becoming|changed to|changing to)`
const looks = String.raw`(?:is|are|was|were|has|have|looks?|looking|looked|feels?|feeling|felt|seems?|stays?|stayed|still)`
const facePart = String.raw`(?:lips?|nose|cheeks?|chin|jaw|forehead|temples?|eyelids?|under ?eyes?|smile lines?|nasolabial(?: folds?)?|face)`
const place = String.raw`(?:${facePart}|skin|area|spot|side|tip|injection sites?|it)`
const dimmed = String.raw`(?:blur\w*|fuzzy|hazy|cloudy|foggy|dim|dimmer|dimming|dark|darker|black|grey|gray|double|doubled|gone|lost|going|fading|faded|fades|spotty|patchy|distorted|tunnel\w*|flicker\w*|impaired|disappear\w*|weird|strange|funny|off|wrong|bad|worse|worsen\w*|poor|reduced|decreas\w*|chang(?:ed|ing|es)|different|messed up|unclear|not (?:right|clear|normal|good|working)|isnt (?:right|clear|normal|good)|affected)`

/** Something was done to the person: what is harmless before it is not harmless after. */
const treated =
  /\b(?:after|since|following|from|post|ever since|got|had|having had|did|done|gave|given|injected|yesterday|last night|this morning|today|days? ago|hours? ago|weeks? ago|minutes? ago|earlier|just left|where (?:i|you|they) (?:got|had|injected|put))\b/
const filled =
  /\b(?:fillers?|inject\w*|juvederm|restylane|sculptra|radiesse|lips?|cheeks?|nose|jaw|chin|tear trough|under ?eyes?|needle|syringe)\b/
const heated =
  /\b(?:laser\w*|ipl|photofacial|hair removal|bbl|peel|peels|microneedling|rf|radiofrequency|resurfacing|hydrafacial|treatment|treatments|session|procedure|appointment|treated)\b/

/** In the order in which they are looked for; the first that is found counts. */
export const signs: Sign[] = [
  {
    flag: 'self_harm',
    countsWhenPlanned: true,
    patterns: [
      /\b(?:kill|killing|hang|drown|shoot|poison) (?:myself|himself|herself|themselves)\b/g,
      /\b(?:harm|harming|cutting) (?:myself|himself|herself|themselves)\b/g,
      /\b(?:want|wanted|wants|wanting|going|gonna|might|thinking|thought|thoughts|plan|planning|feel like|urge|about|keep|been) (?:(?:to|of|about|on) )?(?:hurt|hurting|cut|cutting) (?:myself|himself|herself|themselves)\b/g,
      /\bsuicid(?:e|al)\b|\b(?:hurt|cut|hurting|cutting) (?:myself|himself|herself) on purpose\b/g,
      /\b(?:end|ending|take|taking|took) (?:my|his|her|their)(?: own)? (?:life|lives)\b|\bend(?:ing)? it all\b|\bwant to end it\b|\bkms\b/g,
      /\b(?:want|wanted|wants|wish|ready|rather|would rather|hope)(?: \w+)? (?:to )?(?:die|be dead|was dead|were dead|could die)\b/g,
      /\b(?:dont|doesnt|do no|no longer|didnt) (?:\w+ )?(?:want|wanna|wish|wants)(?: to)? (?:live|be alive|exist|wake up|go on living|be here any ?more|keep living)\b/g,
      /\b(?:better off (?:dead|without me)|(?:no|a|any) (?:reason|point) (?:to live|in living|to keep living|to go on)|(?:life|its|it) (?:isnt|is not|not) worth living|not worth living)\b/g,
      /\b(?:i|ive|he|she) (?:took|taken|swallowed) (?:\w+ ){0,3}(?:overdose|too many (?:pills|tablets)|all (?:my|the|his|her) (?:pills|tablets))\b|\bself ?harm\w*\b/g,
    ],
    except:
      /\b(?:shav\w*|razor|by accident|accidentally|kitchen|knife slipped|cooking|scars?)\b|\brather die than (?!live|keep|go)|want(?:ed)? to die (?:laughing|of (?:embarrassment|shame))\b/,
  },
  {
    flag: 'vision_change',
    patterns: [
      new RegExp(String.raw`\b(?:vision|sight|eyesight)\b(?: \w+){0,4} ${dimmed}\b`, 'g'),
      new RegExp(
        String.raw`\b(?:vision|sight|eyesight) (?:problems?|changes?|loss|disturbances?|issues?|trouble)\b`,
        'g',
      ),
      new RegExp(
        String.raw`\b(?:blur\w*|fuzzy|hazy|cloudy|foggy|double|dim|tunnel|spotty|loss of|lost|losing|lose|change[sd]? (?:in|of|to)|changing|problems? with|trouble with|something (?:\w+ )?wrong with|reduced|impaired|weird|partial|dark spots? in)(?: \w+){0,2} (?:vision|sight|eyesight)\b`,
        'g',
      ),
      new RegExp(
        String.raw`\b${unable}(?: (?:even|really))? (?:see|seeing)(?: (?:anything|nothing|out|from|properly|clearly|well|straight|with (?:my|one|the|her|his)|through|in (?:my|one|the|her|his)|right|normally|for (?:a|an|one|the|about|few|several|some|like|\d+)|so|at all|very|much|since|after|any ?more|as)\b| *$| ,| and | now\b)`,
        'g',
      ),
      /\b(?:going|gone|went|go|am|im|shes|hes|is|become|became|becoming|turned|almost|partially|partly|temporarily|nearly) blind\b|\bblind (?:in|on) (?:one|my|the|her|his|both)\b|\bblinded\b|\bblindness\b/g,
      /\b(?:see|sees|seeing|saw) (?:\w+ )?(?:double|stars|flashes|flashing|floaters|halos|spots(?! (?:open|left|available|free|for|on (?:mon|tue|wed|thu|fri|sat|sun|your|the (?:calendar|schedule))))|black|shadows?|two of everything)\b/g,
      /\b(?:black|dark|blind|floating|grey|gray|bright) (?:spots?|dots?|curtain|shadow|patch|patches) (?:\w+ ){0,2}(?:in|over|across|before|in front of) (?:my|one|the|her|his|both|their)(?: \w+)? (?:eyes?|vision|sight)\b/g,
      /\b(?:a )?(?:curtain|shadow|veil) (?:\w+ ){0,2}(?:over|across|in) (?:my|her|his|the|one)(?: \w+)? (?:eye|vision)\b|\bflashes of light\b|\bfloaters\b/g,
      new RegExp(
        String.raw`\b(?:my|her|his|one|the|both|left|right)(?: \w+)? eyes? (?:\w+ ){0,2}(?:${turned}|${looks}|keeps?)(?: \w+)? (?:blur\w*|fuzzy|hazy|cloudy|foggy|dim|dark|black|blind|double|unfocused|out of focus|seeing)\b`,
        'g',
      ),
      /\b(?:everything|things|all|it all) (?:\w+ )?(?:is|are|looks?|looked|went|goes|going|got|getting|turned|seems?|became) (?:\w+ )?(?:blur\w*|fuzzy|hazy|dark|black|double|dim|foggy|grey|gray)\b/g,
      /\b(?:eyes?) (?:\w+ )?(?:cant|wont|couldnt|dont|doesnt|not) focus\w*\b|\b(?:cant|trouble|difficulty|hard to|unable to) focus\w* (?:\w+ )?(?:my|with my|her|his) (?:\w+ )?eyes?\b/g,
      /\b(?:lost|losing|loss of) (?:my |all |the |her |his )?(?:sight|vision|eyesight)\b/g,
      /\b(?:vision|sight|eyesight)\b[^,]{0,60}\bblur\w*|\bvisual (?:disturbances?|changes?|problems?|loss|issues?)\b|\bhalos around\b/g,
      /\bsomethings?(?: is| \w+)? wrong with (?:my|her|his)(?: \w+)? eyes?\b|\bseeing (?:\w+ ){0,2}(?:weird|blurry|funny|strange|fuzzy)\b/g,
    ],
    except:
      /\b(?:website|web site|page|site|screen|link|calendar|button|photos?|pictures?|video|image|app|map|menu|prices?|slots?|times|openings?|mirror|camera|results?|glasses prescription|lasik|cataracts?|without (?:my |her |his )?(?:glasses|contacts|lenses)|reading glasses|dark circles|circles|bags|black and blue)\b/,
  },
  {
    flag: 'breathing',
    patterns: [
      new RegExp(
        String.raw`\b${unable}${few} (?:breathe|breath|breathing|breaths|breathin|inhale|get (?:any |enough )?air|catch (?:my|her|his) breath|catching (?:my|her|his) breath)\b`,
        'g',
      ),
      /\bshort(?:ness)? of breath\b|\b(?:not|isnt|stopped|arent) breathing\b|\bgasping\b|\bwheez\w*\b|\bsuffocat\w*\b|\bim choking\b|\b(?:is|am|keeps?) choking\b/g,
      /\bbreathing (?:\w+ ){0,2}(?:hard|harder|difficult|bad|worse|weird|labou?red|shallow|tight|fast|funny|problems?|trouble|difficult\w*|issues?)\b/g,
      /\b(?:throat|airway|windpipe) (?:\w+ ){0,3}(?:clos\w+|tight\w*|swell\w*|swollen|constrict\w*|thick)\b|\b(?:clos\w+|tight\w*|swell\w*|swollen|constrict\w*)(?: \w+){0,3} (?:throat|airway)\b/g,
      /\banaphyla\w+\b|\b(?:having|have|ive got|has|is having|im having)(?: \w+){0,3} allergic reaction\b|\b(?:used|using|need|needed|use) (?:my|her|his|an|the) epi ?pen\b/g,
      /\bno puedo respirar\b|\bme cuesta respirar\b/g,
    ],
    except: /\b(?:ha(?:ha)+|lol|lmao|excited|excitement|laughing|corset|jeans|spanx|nose job|deviated septum)\b/,
  },
  {
    flag: 'swallowing',
    patterns: [
      new RegExp(
        String.raw`\b${unable}${few} swallow\w*\b(?! (?:pills?|tablets?|capsules?|vitamins?|that|this|the (?:idea|fact|thought)))`,
        'g',
      ),
      /\bswallowing (?:\w+ ){0,2}(?:hard|harder|difficult|hurts|painful|weird|trouble|problems?|issues?|difficulty)\b|\b(?:cant stop|keep|keeps|started) drooling\b|\bfood (?:is |gets |keeps getting |getting )?stuck in my throat\b/g,
    ],
  },
  {
    flag: 'speech',
    patterns: [
      /\bslur(?:red|ring|s)?\b(?: (?:my|her|his|their))? (?:speech|words?)\b|\b(?:speech|words?|voice) (?:\w+ ){0,3}(?:off|weird|funny|strange|wrong|slur\w*|garbled|jumbled|mumbled|coming out (?:wrong|weird|funny|slurred))\b|\b(?:im|i am|she is|shes|hes|he is|started|keep) slurring\b/g,
      new RegExp(
        String.raw`\b${unable}(?: (?:even|really))? (?:speak|speaking|talk|talking|form words|get(?:ting)? (?:my |the )?words out)(?: (?:properly|clearly|right|normally|well|straight|any ?more|since|after|at all)\b| and | *$| ,)`,
        'g',
      ),
      /\b(?:lost|losing) (?:my|her|his) (?:ability to (?:speak|talk)|speech)\b/g,
    ],
    except:
      /\b(?:english|spanish|at work|in a meeting|on the phone|busy|driving|loud|a person|someone|text|chat|type)\b/,
  },
  {
    flag: 'chest_pain',
    patterns: [
      /\bchest (?:\w+ )?(?:pains?|pressure|tight\w*|discomfort|heav(?:y|iness))\b(?! (?:free|laser|hair))/g,
      /\b(?:pains?|pressure|tight\w*|heaviness|burning|crushing|ache|stabbing)(?: \w+){0,2} (?:in|on|across|around) (?:my|her|his|the|their)(?: \w+)? chest\b/g,
      /\b(?:my|her|his) (?:\w+ )?chest (?:\w+ ){0,2}(?:hurts?|hurting|aches|aching|burns|burning|feels (?:\w+ )?(?:tight|heavy|crushed|weird)|is (?:\w+ )?(?:killing me|hurting|tight|pounding))\b/g,
      /\b(?:having|have|had|think its|might be) (?:a |an )?(?:\w+ )?heart attack\b|\bdolor (?:de|en el) pecho\b/g,
    ],
    except: /\b(?:sunburn\w*|tattoo|wax\w*|acne|pimples?)\b/,
  },
  {
    flag: 'fainting',
    patterns: [
      /\b(?:faint(?:ed|ing)|pass(?:ed|ing) out(?! (?:flyers|cards|samples|brochures|gifts|invit\w*|coupons|candy))|black(?:ed|ing) out(?! (?:my|the|those|that|our) (?:calendar|schedule|dates?|days?|week\w*))|collapsed|collapsing|lost consciousness|losing consciousness|unconscious|unresponsive|wont wake up|not waking up)\b/g,
      /\b(?:about to|going to|gonna|might|feel like i(?:m| am| will| might|ll)?(?: (?:going to|gonna|about to|might|will))?|think i(?:m| am| will| might)?(?: (?:going to|gonna|about to))?|almost|nearly) (?:faint|pass out|black out|collapse)\b/g,
      /\b(?:feel|feels|feeling|felt|im|really|so|very) (?:\w+ )?faint\b(?! (?:lines?|scars?|spots?|marks?|hair|of heart))/g,
    ],
    except:
      /\b(?:last time|sight of|needles?|blood draws?|one time|prone to|giving blood|before (?:when|during|while|at|from)|faint(?:ing)? easily|do i have to|is there a bed|afraid of|hate)\b(?!.*\b(?:now|today|just|minutes? ago)\b)/,
  },
  {
    flag: 'swelling',
    patterns: [
      new RegExp(
        String.raw`\b(?:tongue|throat|face|neck|whole head)(?: \w+){0,4} (?:swell\w*|swollen|swelled|big|bigger|growing|ballooning|blowing up|blew up|puffed up|huge|twice (?:its|the) size|thick)\b`,
        'g',
      ),
      /\b(?:swell\w*|swollen)(?: \w+){0,3} (?:tongue|throat|face|neck)\b|\b(?:facial|tongue|throat) swelling\b/g,
      /\b(?:eyes?|eyelids?) (?:\w+ ){0,2}swollen shut\b|\b(?:lips?|eyes?|cheeks?|eyelids?) (?:\w+ ){0,3}(?:suddenly|rapidly|massively|hugely|severely|extremely|keeps?|kept|really badly|so badly|so bad|out of control)(?: \w+){0,2} (?:swell\w*|swollen|growing|bigger)\b/g,
      /\b(?:lips?|eyes?|cheeks?|eyelids?) (?:\w+ ){0,2}(?:swell\w*|swollen) (?:\w+ )?(?:rapidly|suddenly|so fast|really fast|badly|massively|by the minute|more and more|out of control)\b/g,
      /\bhives\b(?=.*\b(?:breath\w*|wheez\w*|throat|tongue|face|swell\w*|swollen|dizzy|spreading)\b)/g,
    ],
    except:
      /\b(?:how (?:long|much|many days)|(?:cant|shouldnt|cannot) be|(?:dont|not) want|kybella|double chin|slim\w*|contour\w*|lymph\w*|sinus|when i (?:eat|drink|cry|fly)|wisdom|dentist|cold|flu|tonsil\w*|strep)\b/,
  },
  {
    flag: 'skin_colour',
    patterns: [
      new RegExp(
        String.raw`\b${place}(?: \w+){0,4} (?:${turned})(?: \w+){0,2} (?:white|whit\w+|pale|mottled|blotchy|dusky|ashen|blanch(?:ed|es|ing)?|gr[ae]y\w*|blue|bluish|purple|purplish|black|marbled|lacy)\b`,
        'g',
      ),
      new RegExp(
        String.raw`\b(?:my|her|his|the)(?: \w+){0,3} (?:is|are|was|were|has|keeps?|started)? ?(?:blanch(?:ed|es|ing)?|mottl\w*|dusky|marbled|lacy)\b`,
        'g',
      ),
      /\b(?:mottl\w*|blanch(?:ed|es|ing)?|dusky|lacy|marbled|net ?like|web ?like) (?:\w+ ){0,2}(?:skin|patch(?:es)?|area|spots?|pattern|rash|lips?|nose|discolou?ration|colou?r)\b|\bnecro(?:sis|tic)\b|\bskin (?:is )?dying\b|\bmottling\b|\bblanching\b|\bvascular occlusion\b/g,
      new RegExp(String.raw`\b(?:lips?|nose|cheeks?|chin)(?: \w+){0,3} (?:${looks})(?: \w+){0,2} pale\b`, 'g'),
      new RegExp(
        String.raw`\b${facePart}(?: \w+){0,3} (?:${looks})(?: \w+){0,2} (?:white|ghostly|ashen|gr[ae]y\w*|blue|bluish|colou?rless)\b`,
        'g',
      ),
      new RegExp(
        String.raw`\b(?:skin|area|spot|side|injection sites?)(?: \w+){0,4} (?:${looks})(?: \w+){0,2} (?:white|pale|blotchy|gr[ae]y\w*|blue|bluish|colou?rless)\b`,
        'g',
      ),
      /\b(?:white|pale|blotchy|gr[ae]y|bluish) (?:patch(?:es)?|spots?|area|skin|blotch(?:es)?|lips?|nose)\b/g,
    ],
    needs: [
      new RegExp(
        `${treated.source}|\\b(?:suddenly|now|turn\\w*|went|going|blanch(?:ed|es|ing)?|mottl\\w*|lacy|marbled|necro\\w*|dusky|fillers?|inject\\w*|lips?|nose|occlusion)\\b`,
      ),
    ],
    except:
      /\b(?:vitiligo|melasma|milia|teeth|tooth|wedding|bridal|whitening|brighten\w*|lighter|tan|tanned|fair|foundation|makeup|sunscreen|zinc|hair|bruis\w*|dull|numbing cream|before (?:i|we)|too (?:pale|white|dark)|looking for|lip blush|tattoo\w*|can you do|very pale|pale skinned|type)\b/,
  },
  {
    flag: 'skin_colour',
    patterns: [
      new RegExp(
        String.raw`\b(?:skin|lips?|nose|cheeks?|chin|area|spot|face|forehead|it|side|tip)(?: \w+){0,4} (?:${looks}|${turned})(?: \w+){0,2} (?:cool|cold|icy|ice cold|chilly|freezing)\b(?! sores?)`,
        'g',
      ),
      /\b(?:cool|cold|icy) to (?:the )?touch\b/g,
      /\b(?:cool|cold|icy) (?:skin|lips?|nose|cheeks?)\b(?! (?:sores?|care|products?|tones?|undertones?|cream|laser))/g,
    ],
    needs: [filled, new RegExp(`${treated.source}|\\b(?:fillers?|inject\\w*|touch|white|pale)\\b`)],
    except:
      /\b(?:coolsculpt\w*|cool ?sculpting|cryo\w*|hydrafacial|menthol|mint|mask|ice pack|icing|iced|numbing|refreshing|undertones?|makeup|lipstick|runny|weather|outside|sick|office|room)\b/,
  },
  {
    flag: 'drooping',
    patterns: [
      /\b(?:eyes?|eyelids?|lids?|brows?|eyebrows?|face|mouth|lips?|smile|cheek|side)(?: \w+){0,4} (?:droop\w*|fallen|dropped|dropping|sagging|hanging|hangs|wont (?:open|close|move)|cant (?:open|close|move)|lopsided|crooked|uneven|paraly[sz]ed)\b/g,
      /\b(?:droop\w*|lopsided|crooked|paraly[sz]ed)(?: \w+){0,3} (?:eyes?|eyelids?|lids?|brows?|eyebrows?|face|mouth|lips?|smile|side)\b|\bptosis\b|\bface (?:\w+ )?droop\w*\b/g,
      /\bcant (?:open|close|move|lift|blink)(?: \w+){0,2} (?:eyes?|eyelids?|mouth|face|lips?|side)\b|\bcant (?:hold|keep|lift)(?: \w+)? (?:my|her|his) head(?: up)?\b|\bcant smile\b|\bdrooping\b/g,
    ],
    // Droopy lids are what many come for: a flag only after a treatment, or when it has just begun.
    needs: [
      new RegExp(
        `${treated.source}|\\b(?:suddenly|now|started|starting|woke|all of a sudden|botox|dysport|xeomin|daxxify|toxin|tox|(?:is|are|has|have|started|keeps?|began) (?:\\w+ )?droop(?:ing|ed)|one side of (?:my|her|his) face|side of (?:my|her|his) face)\\b`,
      ),
    ],
    except:
      /\b(?:help|fix|fixes|lift|lifts|treat|treats|correct|improve|hooded|want|wanted|like to|interested|looking (?:for|to|into)|book|consult\w*|options?|age|aging|ageing|older|years|always|born|weight loss|good for|best|recommend|candidate|which|get rid of|what can (?:you|be)|naturally|over time|with age|prevent|elsewhere|bad experience)\b/,
  },
  {
    flag: 'severe_pain',
    patterns: [
      /\b(?:severe|extreme|excruciating|unbearable|intense|terrible|horrible|awful|worst|insane|agoni[sz]ing|incredible|crazy|intolerable|sharp|stabbing|throbbing|serious|so much|a lot of|too much|really bad|very bad|10 out of 10|10\/10)(?: \w+){0,2} pains?\b/g,
      /\bpains? (?:\w+ ){0,4}(?:severe|extreme|excruciating|unbearable|intense|terrible|horrible|awful|insane|agoni[sz]ing|intolerable|out of proportion|(?:way |much )?worse|worsening|increasing|off the charts|killing me|so bad|really bad|10 out of 10|10\/10|wont stop|not stopping|spreading)\b/g,
      /\b(?:hurts?|hurting|aches?|aching|throbs?|throbbing)(?: \w+){0,3} (?:so bad|so much|so badly|really bad|really badly|badly|like hell|like crazy|terribly|unbearably|a lot|too much|more and more|worse)\b|\b(?:unbearably|extremely|incredibly|so|really|very) painful\b|\bin (?:agony|(?:\w+ )?(?:severe|extreme|terrible|unbearable|excruciating|so much|a lot of) pain)\b|\bmore pain than\b|\b(?:pain|hurts?) out of proportion\b/g,
      /\bpains? (?:in|behind) (?:my|her|his|one)(?: \w+)? eyes?\b|\beye pain\b/g,
    ],
    needs: [
      new RegExp(
        `(?:^|\\. )(?:\\w+ ){0,3}(?:severe|extreme|unbearable|excruciating) pain(?: \\.|$)|${filled.source}|\\b(?:botox|treatment|procedure|laser|eyes?|face)\\b`,
      ),
      new RegExp(
        `(?:^|\\. )(?:\\w+ ){0,3}(?:severe|extreme|unbearable|excruciating) pain(?: \\.|$)|${treated.source}|\\b(?:now|still|wont stop|getting worse|my)\\b`,
      ),
    ],
    except:
      /\b(?:back pain|(?:back|knee|shoulder|hip|foot|stomach) hurts?|migraines?|headaches?|tmj|knee|period|(?<!than )last time|tolerance|how (?:bad|much|painful)|numbing|afraid|scared|low pain|less pain|wallet)\b/,
  },
  {
    flag: 'infection',
    patterns: [
      /\b(?:fever\w*|chills|temperature of (?:10\d|3[89]|4\d)|temp of (?:10\d|3[89])|(?:got|have|has|had|running|with) a (?:high )?temp(?:erature)?|10[1-5](?: \d)? (?:degrees|fever|temp\w*)|burning up)\b/g,
    ],
    needs: [
      /\b(?:spread\w*|red streaks?|streaking|streaks|redness|red and hot|hot and red|red|pus|oozing|infect\w*|warm to (?:the )?touch)\b/,
    ],
    except: /\b(?:resched\w*|cold sore)\b/,
  },
  {
    flag: 'infection',
    patterns: [
      /\bred(?:ness)?(?: \w+){0,4} (?:spread\w*|growing|streak\w*)\b|\bspreading(?: \w+){0,2} red(?:ness)?\b/g,
    ],
    needs: [/\b(?:fever\w*|chills|temperature|temp|hot|feverish|shaking|sick|streak\w*)\b/],
  },
  {
    flag: 'burn',
    patterns: [
      /\b(?:blister(?:s|ed|ing|y)?|burn(?:s|ed|t)(?! (?:with|when|easily|a bit|a little))|burn (?:marks?|wounds?)|scorch\w*|second degree|third degree|skin (?:is )?peeling off|raw skin|open wounds?)\b/g,
      /\bburn\b(?= (?:on|from|after|since|mark|is|looks|hurts|got))|\b(?:laser|ipl|peel) burns?\b/g,
      /\b(?:skin|face|legs?|arms?|bikini|area|it|lip|armpits?|underarms?|chest|back)(?: \w+){0,2} (?:is|are|feels?|keeps?|still)(?: \w+){0,3} burning\b(?=.*\b(?:badly|so bad|so much|severe\w*|really bad|like crazy|like hell|intense\w*|unbearabl\w*|wont stop|not stopping|worse)\b)/g,
    ],
    needs: [heated, new RegExp(`${treated.source}|\\b(?:now|have|has|ive|my|me|is|are)\\b`)],
    except:
      /\b(?:sunburn\w*|sun burn\w*|burn easily|burn in the sun|at the beach|stove|oven|curling|candle|fingers?|shoes?|cold sores?|heartburn|burnt toast)\b/,
  },
  {
    flag: 'other_emergency',
    patterns: [
      /\b(?:having|has|had|have|think (?:its|im having)|is having) (?:a |an )?(?:\w+ )?(?:stroke|seizures?)\b|\b(?:bleeding|blood)(?: \w+){0,3} (?:wont stop|will not stop|doesnt stop|not stopping|everywhere|a lot)\b|\bwont stop bleeding\b|\bcant stop the bleeding\b/g,
      /\b(?:call|need|calling) (?:911|an ambulance)\b|\bmedical emergency\b/g,
    ],
    except: /\b(?:history|epilep\w*|years ago|stroke of)\b|\bif\b/,
  },
]
