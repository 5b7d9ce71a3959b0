"""Words with a capital: given names, to tell a person by, and words that name nobody."""

from __future__ import annotations

from typing import Final

#: Common in Britain, of many origins, and none that is also an everyday word.
_GIVEN: Final = """
aaliyah aaron abdul abdullah abigail adam adele adrian agnes agnieszka ahmed aidan aisha alan albert alejandro
aleksander aleksandra alessandro alex alexander alexandra alexis alfie alfred alice alicja alina alisha alison amara
amelia amelie amina amir amira amy ana anastasia andrea andreea andrei andrew andrzej angela angus anika anita anja
anna anne annie antek anthony antoni antonia antonio anya archie aria ariana arjun arlo arthur arturo arun asha
ashley astrid audrey ava ayaan ayesha ayla barbara bartek beata beatrice beatriz ben benedict benjamin bernadette
beth bethany bilal brandon brenda brian bridget brigitte bronwyn caitlin callum cameron camila carla carlos carmen
carol caroline catherine cecilia celine charles charlie charlotte cheryl chiara chidi chloe christine christopher
ciara claire clara claudia clive colin connor craig curtis cynthia daisuke damian daniel daniela danielle danuta
daphne darren david dawid deborah declan deepa denise dennis derek diana diego dimitri dmitri dominic dominik donna
dorothy douglas dylan edith eduardo edward eileen elaine eleanor elena eleni eli elias elif elijah elina elisa
elizabeth ella ellen ellie elliot elsa emilia emilie emily emma emmanuel enrique erica erik erin esther ethan eva
evan eve evelyn evie ewa ewan fabio fatima fatou fatoumata felix fernando filip fiona florence francesca francesco
francis francois frankie fraser freddie frederick freya gabriel gabriela gareth gary gavin gemma geoffrey george
georgia georgina gerald gillian giovanni giulia gloria gordon graham grzegorz gwen hamza hana hannah hans harriet
harrison harry harvey hassan hassana heidi helen helena henry hugo hussein ian ibrahim idris ifeoma ignacio imani
imogen ines ingrid ioana irena irene isaac isabel isabella isabelle isla ismail ivan jacek jackie jacob jacqueline
jacques jakub jamal james jamie jan jane janet janice jasmine jason javier jayden jean jeffrey jen jenna jennifer
jeremy jerzy jesse jessica jill joan joanna joanne jodie joe joel john johnny jonathan jordan jorge jose joseph
josephine josh joshua josie joyce juan judith julia julian julie kamil kareem karen karolina kasia katarzyna kate
katherine kathleen katie katrina kayleigh keith kelly kenneth kerry kevin khadija kieran kirsty klara krishna
krystyna krzysztof kwame kyle lara latifa laura lauren layla lea leah leila lena lenka leo leon leonie leroy leszek
lewis liam lidia lillian linda lisa logan lorraine lottie louis louise luca lucas lucia lucy luis luka lukas lukasz
luke lydia lynn maciej maddison madeleine magda magdalena maggie mahmoud malcolm malgorzata malik marc marcel marcin
marco marek margaret maria mariam marie mario marta martha martin martyna mary maryam mateo mateusz matilda matteo
matthew maureen maya megan melanie melissa mercedes mia michael michal michelle miguel mikael mike mila milan millie
miriam mohamed mohammad mohammed molly mona monica monika morgan moses muhammad mustafa nadia naomi natalia natalie
natasha nathan neha neil niamh nicholas nicola nicole nigel nikhil nikita nikola nina noah noor nora norman nuria
oksana oleg olena olga oliver olivia olu omar oscar osman owen pablo paige pamela paola patricia patricio patrick
paul paula pauline pawel pedro peggy penelope peter petra phil philip phoebe pierre piotr priya quentin rachel
rafael rahul raj rajesh ralph rania rashid ravi rebecca reece reggie renata rhys ricardo richard rita rob robert
roberto roger roisin roman ronald rosemary rosie ross rowan roxanne russell ruth ryan sabrina sadia saira salma
samantha samir samira samuel sandra sanjay santiago sara sarah saskia sean sebastian sergio seth shanice shannon
sharon shauna sheila shirley shreya sian siddharth silvia simon siobhan sofia sonia sophia sophie soren stacey
stanislaw stefan stella stephanie stephen steven stuart suleiman sunita susan susanne svetlana sylvia szymon tamara
tanisha tanya tariq tatiana teresa terry theo theodore theresa thomas tim timothy tobias toby tom tomas tomasz tommy
tony tracey tracy trevor tristan tyler valentina valerie vanessa vera veronica vicky victor victoria vijay vikram
viktor vincent violeta vivian vladimir wanda wayne wei wendy weronika wiktor wilfred william xavier yan yasmin
yasmina yolanda youssef yuki yusuf yvonne zac zachary zahra zainab zara zbigniew zoe zofia zosia zsofia
"""
#: Written with a capital wherever they are: days, festivals, languages, the programme's own words.
_CAPITALS: Final = """
advent african american apply apr april arabic area areas asian assistant aug august auntie autumn bengali bible
braille britain british cantonese carer carers centre chair charity chinese christmas church cic class club college
community complex concern coordinator council covid dad daddy dads dec december deputy designated development
director diwali dutch early easter ehcp eid email engagement england english europe european facetime family father
feb february focus french friday fridays fund gaelic german god google gran grandad grandma grandpa granny greek
group gujarati hall halloween hanukkah head health help hindi home host indian individual individuals internet
invite ipad iphone ireland irish italian jan january journey jul july jun june key latin lead leads learner learning
lego lent library licence link links makaton manager mandarin mar march maths matter may microproject microprojects
minecraft monday mondays mother mum mummy mums nan nana netflix new nhs notice nov november nurse nursery oct
october office officer online pakistani parent parents pentecost plan polish portuguese practice practitioner
prevention primary programme project projects punjabi quran ramadan reception reflect reflection reflections review
reviewer romanian room russian safeguarding saturday saturdays school scotland scottish secondary sen senco senior
sep sept september service share skype social somali spanish spring stage summer sunday sundays supported tamil
teacher team teams thursday thursdays trust tuesday tuesdays turkish ukrainian uncle universal urdu wales wednesday
wednesdays welsh whatsapp whitsun wifi winter worker workplace year youtube zoom
"""
#: What sentences begin with.
_FIRST: Final = """
a about above after again agree all already also although always am among an and another any are as ask asked at be
because been before began begin being below between both bring but by came can choose come could did do does done
down during each earlier even every feel felt few find first for found from gave get give go had has have having he
helping her here him his how however i if in into is it its just keep kept know last later lay laying leading least
less let like listen listening look made make many maybe me might more most move moving much must my need never next
no nobody none nor not nothing now of off often ok okay on once one only onto or other others our out over own
perhaps play playing please put read reading said same saw say saying second see set several shall sharing she
should show since sit sitting so some sometimes soon speaking start still stop such take talk talking tell than
thank thanks that the their them then there therefore these they think third this those though to today told
tomorrow tonight too took tried try twice under until up us use used very wait waiting walk walking want was we went
were what when where which while who why will with within without work working would write writing yes yesterday yet
you your
"""
#: What projects are about, which people write in titles.
_TITLES: Final = """
active activities activity adult adults afternoon aim alone anger angry answer answers anything art attention babies
baby bad barrier bedtime best better big book books box boy boys break breakfast breaks breathing brother budget bus
calm calmer card cards change changes chapter child children choice choices clinic clothes colleague colleagues
communication confidence conversation conversations cooking corner cost costs course craft cycling dance daughter
day days dinner doing drama dressing easy eight emotion emotions evening evenings everybody everyone everything
example fares fast fear feasible feeling feelings fit five food football four friend friends friendship game games
garden girl girls goal goals going good half happy hard homework hope hospital hour idea ideas inside introduction
joy kind kindness kitchen language lesson lessons level list lists long lunch material materials meal meals meeting
meetings memory minute minutes money month morning mornings movement music neighbour neighbours night nine noise old
outdoor outdoors outside page paper park part people person phone picture pictures place places point price printing
pupil pupils quarter question questions quiet rent report resources rest routine routines rule rules sad screen
screens sensory services session sessions seven shop short sibling siblings sister six skill skills sleep slow small
snacks somebody someone something son song sound space sport sports staff station step steps stories story street
student students subject summary support supporting supports surgery swimming table tea ten three time times
together toilet training transition transitions travel two unit voice volunteer volunteers washing week weekend
whole word words worries worry young youth
"""

#: Those that are everyday words in small letters.
_WORDS_TOO: Final = """
aria carol daphne elif eve felix florence georgia harry jan jasmine jean jordan josh lea logan madeleine martin mercedes
mike milan moses norman peter rob roman rosemary rowan sharon terry toby vera victor victoria
"""

#: All in small letters and without accents (`folded`).
GIVEN: Final = frozenset(_GIVEN.split())
ORDINARY: Final = frozenset((_CAPITALS + _FIRST + _TITLES).split())
#: In small letters, these are names only after a word such as `called` or `sister`.
WORDS_TOO: Final = frozenset(_WORDS_TOO.split())
