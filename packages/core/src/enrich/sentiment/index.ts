export { type Lexicon, type LexiconEntry, SENTIMENT_LEXICON } from "./lexicon.js";
export { type Sentiment, scoreSentiment } from "./score.js";
