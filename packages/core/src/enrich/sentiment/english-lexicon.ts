// Compiled for this project from general knowledge of how shops, apps and payments are spoken of.
// Weights: how much a word says by itself, -1 to 1.

/** Words and phrases by weight, parted by commas. */
export const ENGLISH_WORDS: readonly (readonly [weight: number, words: string])[] = [
  [
    0.9,
    `amazing, awesome, excellent, outstanding, perfect, perfectly, fantastic, wonderful, superb, brilliant, best, incredible,
    flawless, phenomenal, stellar, magnificent, marvellous, marvelous, obsessed, thrilled, ecstatic, delighted, exceptional,
    five stars, 5 stars, must buy, must try, top notch, second to none, works like a charm, highly recommended, highly recommend,
    life saver, lifesaver, game changer, to die for, blown away, love it, absolutely love, world class, masterpiece`,
  ],
  [
    0.7,
    `great, good, love, loved, loves, loving, lovely, nice, delicious, tasty, yummy, fresh, friendly, kind, helpful, polite,
    courteous, welcoming, cheerful, thoughtful, caring, generous, clean, spotless, tidy, comfortable, comfy, cosy, cozy,
    convenient, handy, easy, smooth, smoothly, seamless, reliable, trustworthy, happy, glad, pleased, satisfied, satisfying,
    enjoy, enjoyed, enjoyable, enjoying, recommend, recommended, favourite, favorite, impressed, impressive, beautiful, pretty,
    cute, gorgeous, bargain, great deal, good deal, good value, worth, worth it, juicy, creamy, crispy, crunchy, flavourful,
    flavorful, refreshing, fluffy, tender, savoury, pleasant, pleasantly, win, winner, winning, thank, thanks, grateful,
    appreciate, appreciated, fun, exciting, excited, cool, fabulous, terrific, splendid, superior, premium quality,
    bravo, kudos, well done, spot on, on point, hats off,made my day,yum, yay, woohoo, wow, rocks`,
  ],
  [
    0.5,
    `like it, likes it, fast, faster, quick, quickly, swift, speedy, prompt, promptly, punctual, on time, cheap, affordable,
    inexpensive, fair price, reasonable, reasonably priced, save, saves, saved, saving, savings, efficient, effective, intuitive,
    clear, simple, useful, works well, works fine, improved, improvement, improving, better, upgrade, rich, soft, warm, bright,
    fixed, solved, resolved, solid, sturdy, safe, secure, trusted, trust, plenty, ample, rewarding, seasoned,
    well made, well organised, well organized, good quality, welcome, smile, smiled, smiling, attentive, professional, honest,
    genuine, authentic, classic, popular, innovative, creative, interesting, surprisingly, pleasant surprise, relaxed, calm,
    helped, helps me, no complaints, no waiting, no queue, no problem, no problems, no issues, no hassle, hassle free, stress free,
    can't wait, cannot wait,not bad, never disappoints, never disappointed, never let me down,`,
  ],
  [0.3, `okay, ok, decent, fine, alright, acceptable, satisfactory, adequate, lol, haha`],
  [
    -0.9,
    `terrible, horrible, awful, dreadful, disgusting, atrocious, abysmal, appalling, worst, hate, hated, hates, scam, fraud,
    furious, outrageous, outraged, nightmare, disaster, catastrophe, unacceptable, pathetic, rubbish, garbage, trash, one star,
    1 star, rip off, ripoff, food poisoning, cockroach, mould, mold, rotten, inedible, vile, revolting, nasty, never again,
    made me sick, made me ill, stay away, thieves, criminal, toxic, sickening, sickeningly`,
  ],
  [
    -0.7,
    `bad, poor, poorly, rude, impolite, unfriendly, unhelpful, ignored, ignorant, arrogant, grumpy, angry, annoyed, annoying,
    annoys, irritating, frustrating, frustrated, disappointing, disappointed, disappoints, disappointment, upset, unhappy, sad,
    miserable, regret, regretted, dirty, filthy, messy, mess, smelly, smells, stinks, stinky, stale, soggy, mouldy, moldy, gross,
    yuck, yucky, bland, tasteless, greasy, too salty, too sweet, undercooked, overcooked, burnt, overpriced, expensive, pricey,
    broken, breaks, crash, crashes, crashed, crashing, buggy, bug, bugs, glitch, glitches, glitchy, freezes, frozen screen, hangs,
    lag, laggy, lags, error, errors, fail, fails, failed, failing, failure, useless, worthless, waste, wasted, wasting, ridiculous,
    absurd, stupid, dumb, ridiculously, unfair, unfairly, dishonest, misleading, fake, lie, lied, lies, lying, cheated, cheat,
    overcharged, double charged, stolen, hacked, leaked, unsafe, dangerous, hazard, slipped, injured, sick, complain, complaint,
    complaints, chaos, chaotic, overcrowded, ruined, ruin, spoiled, spoilt, sucks, suck, sucked, crap, crappy, damn, shame,
    shameful, insulting, unreliable, inferior, weird smell, let me down,doesn't work, didn't work`,
  ],
  [
    -0.5,
    `slow, slower, slowly, sluggish, late, delay, delayed, delays, waited, waiting,long queue, long line, wait too long,
    confusing, confused, complicated, difficult,hard to,clumsy, inconvenient, cramped, crowded, noisy, loud, cold,
    lukewarm, melted, expired, out of stock, sold out, missing, lost, wrong, refused, refuse, refuses, denied, rejected, declined,
    impossible, unavailable, unable, unusable, ugly, cheaply made, worse, getting worse, downgrade, decline, lack, lacking, lacks, lacked,
    boring, dull, mediocre, overrated, underwhelming, can't afford, cannot afford, prices went up, price hike, shrinkflation,
    careless, sloppy, lazy, indifferent, cancelled, canceled, refund, no refund, problem, problems, issue, issues, trouble, hassle,
    worried, worry, worrying, nervous, stress, stressful, tired, exhausted, sorry, unfortunately, sadly, disgusted, doubt, doubtful,
    suspicious, never works, couldn't find, keeps getting worse, didn't care, doesn't care, don't care,meh`,
  ],
  [-0.3, `nothing special, so so, average, ordinary, forgettable, ugh, hmm, sigh, uneven`],
];

/** Phrases that hold a sentiment word and say nothing. */
export const ENGLISH_PLAIN = `good morning, good night, good evening, good afternoon, hot dog, hot dogs, cold brew, cold drink, cold drinks, iced, cool down,
  as well, would like to know, well known, best before, best by, clear the, fine print, like a, safe box, win a, chance to win,
  quality control, thanks to, kind of,fast food, fast lane, better known, refund policy, refund form,
  waiting room, waiting list, issue date, lost and found, no idea, no doubt, save the date, welcome to, sick leave, soft serve, soft drink,
  soft drinks, rich text, dry cleaning,not only, pretty much, late night, last night, sold at, the fair`;

/** Turn what follows, up to three words on, round. */
export const ENGLISH_NEGATIONS = `not, no, never, none, nothing, nobody, neither, nor, without, hardly, barely, scarcely, cannot, isn't, aren't, wasn't, weren't,
  don't, doesn't, didn't, won't, wouldn't, can't, couldn't, shouldn't, hasn't, haven't, hadn't, ain't, nowhere near, far from, lack of, isnt, dont,
  doesnt, didnt, wasnt, cant, wont, wouldnt`;

/** Strengthen or weaken the word after them. */
export const ENGLISH_INTENSIFIERS: readonly (readonly [factor: number, words: string])[] = [
  [
    1.5,
    "extremely, absolutely, incredibly, totally, completely, utterly, super, insanely,exceptionally, huge",
  ],
  [
    1.25,
    "very, really, so, such, too, truly, highly, quite, pretty, particularly, especially, always, how, most",
  ],
  [0.6, "slightly, somewhat, a bit, a little, kinda, rather, fairly, mildly, almost, sort of"],
];

/** What follows weighs more than what went before. */
export const ENGLISH_CONTRASTS = "but, however, yet,nevertheless, nonetheless";

/** What follows, up to the contrast, weighs less. */
export const ENGLISH_CONCESSIONS = "although, though, even though, while, despite";
