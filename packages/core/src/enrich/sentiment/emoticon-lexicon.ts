/** Emoji and emoticons by weight, parted by white space. */
export const EMOTICONS: readonly (readonly [weight: number, signs: string])[] = [
  [0.8, "😍 🥰 🤩 😻 💯 🏆 ❤ ♥ 💕 💖 🎉"],
  [
    0.6,
    "😀 😃 😄 😁 😆 😊 🙂 😋 👍 👏 🙌 💪 ✨ 🌟 ⭐ 🥳 😎 🤗 :) :-) =) :D :-D ^^ ^_^ <3 ;) (^o^)",
  ],
  [-0.8, "😡 🤬 🤮 💩 😤 👿 🖕"],
  [-0.6, "😠 😢 😭 😞 😔 😟 🙁 ☹ 😩 😫 👎 🤢 😒 🙄 💔 :( :-( =( :'( T_T T.T >_< ><"],
];
