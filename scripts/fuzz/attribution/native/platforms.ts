import { some, type Kit } from "../kit.ts";
import type { Issuer, Person } from "../people.ts";
import type { Made } from "../truth.ts";
import { csv, digits, json, known, right, text, told, wrong, type Native } from "./native.ts";

const X: Issuer = digits(9, "2");

function xData(file: string, type: string, elements: readonly object[], truth: Made["truth"]): Made {
  return text(`data/${file}.js`, `window.YTD.${type}.part0 = ${JSON.stringify(elements)}`, truth);
}

function xAccount(kit: Kit, owner: Person): readonly Made[] {
  const { account: accountId } = owner;
  const whose = owner === kit.subject ? "own" : "stray";
  const config = {
    userInfo: { accountId, userName: "a_user", displayName: owner.name },
    archiveInfo: { generationDate: "2026-03-01T05:46:38.082Z", isPartialArchive: false },
  };
  return [
    text("data/manifest.js", `window.__THAR_CONFIG = ${JSON.stringify(config)}`, told(1, whose)),
    xData(
      "account",
      "account",
      [
        {
          account: {
            email: owner.email,
            username: "a_user",
            accountId,
            createdAt: "2009-03-19T21:27:04.000Z",
          },
        },
      ],
      told(1, whose),
    ),
  ];
}

function xTweets(kit: Kit): Made {
  const tweets = some(kit).map(() => ({
    tweet: {
      id_str: kit.random.text(19, "123456789"),
      full_text: "Hallo",
      created_at: "Thu Mar 05 14:02:11 +0000 2026",
      in_reply_to_user_id_str: kit.friends[0].account,
      entities: { user_mentions: [{ screen_name: "x", id_str: kit.friends[0].account }] },
    },
  }));
  return xData("tweets", "tweets", tweets, known(tweets.length, "own"));
}

function xMessages(kit: Kit, one: Person, other: Person, file = "direct-messages"): Made {
  const isAmong = one === kit.subject;
  const messages = some(kit, 2, 6).map((index) => {
    const [from, to] = index % 2 === 0 ? [one, other] : [other, one];
    return {
      messageCreate: {
        senderId: from.account,
        recipientId: to.account,
        text: "Hallo",
        id: kit.random.text(19, "123456789"),
        createdAt: "2026-03-06T09:01:00.120Z",
      },
    };
  });
  const conversation = { dmConversation: { conversationId: `${one.account}-${other.account}`, messages } };
  return xData(file, "direct_messages", [conversation], told(messages.length, isAmong ? "context" : "stray"));
}

function xFollowers(kit: Kit): Made {
  const followers = [...kit.friends, ...kit.strangers].map(({ account }) => ({
    follower: { accountId: account, userLink: `https://twitter.com/intent/user?user_id=${account}` },
  }));
  return xData("follower", "follower", followers, known(followers.length, "context"));
}

function xHeaders(kit: Kit, author: Person): Made {
  const headers = some(kit, 2, 5).map(() => ({
    tweet: {
      tweet_id: kit.random.text(19, "123456789"),
      user_id: author.account,
      created_at: "Thu Mar 05 14:02:11 +0000 2026",
    },
  }));
  return xData(
    "tweet-headers",
    "tweet_headers",
    headers,
    told(headers.length, author === kit.subject ? "own" : "stray"),
  );
}

const xGood = (kit: Kit): readonly Made[] => [
  ...xAccount(kit, kit.subject),
  xTweets(kit),
  xMessages(kit, kit.subject, kit.friends[0]),
  xFollowers(kit),
  xHeaders(kit, kit.subject),
];

export const xTwitter: Native = {
  name: "x-twitter",
  layout: { builtin: "x-twitter" },
  issuer: X,
  good: xGood,
  variants: [
    right("x-twitter", "M16", "messages, mentions, followers", xGood),
    wrong("x-twitter", "M6", "a conversation of others", (kit) => [
      ...xGood(kit),
      xMessages(kit, kit.strangers[0], kit.strangers[1], "direct-messages-part1"),
    ]),
    wrong("x-twitter", "M2", "headers of somebody else's posts", (kit) => [
      ...xGood(kit).slice(0, -1),
      xHeaders(kit, kit.strangers[0]),
    ]),
    wrong("x-twitter", "M10", "somebody else's archive", (kit) => [
      ...xAccount(kit, kit.strangers[0]),
      xHeaders(kit, kit.strangers[0]),
    ]),
  ],
};

const DISCORD: Issuer = digits(18, "28");

function discordUser(kit: Kit, owner: Person): Made {
  const relationships = kit.friends.map(({ account }) => ({
    id: account,
    type: 1,
    user: { id: account, username: "b.user" },
  }));
  const value = { id: owner.account, username: "a.user", email: owner.email, relationships };
  const isMine = owner === kit.subject;
  // The friends in it are records of their own, enclosed by the account.
  return {
    ...json("package/account/user.json", value, [
      { unit: "record", count: 1, whose: isMine ? "own" : "stray" },
    ]),
    isVague: true,
  };
}

function discordChannel(kit: Kit, people: readonly Person[], number: number): readonly Made[] {
  const isAmong = people.includes(kit.subject);
  const folder = `package/messages/c${number}/`;
  const rows = some(kit, 2, 6).map((index) => [
    String(500 + index),
    "2026-03-01 08:00:00.123000+00:00",
    "hello?",
    "",
  ]);
  return [
    json(
      `${folder}channel.json`,
      { id: String(number), type: "DM", recipients: people.map(({ account }) => account) },
      known(1, isAmong ? "context" : "unattributed"),
    ),
    csv(
      `${folder}messages.csv`,
      ["ID", "Timestamp", "Contents", "Attachments"],
      rows,
      known(rows.length, "own"),
    ),
  ];
}

const discordGood = (kit: Kit): readonly Made[] => [
  discordUser(kit, kit.subject),
  ...discordChannel(kit, [kit.subject, kit.friends[0]], 412),
];

export const discord: Native = {
  name: "discord",
  layout: { builtin: "discord" },
  issuer: DISCORD,
  good: discordGood,
  variants: [
    right("discord", "M16", "own messages in channels with others", discordGood),
    wrong("discord", "M15", "somebody else's package", (kit) => [
      discordUser(kit, kit.strangers[0]),
      ...discordChannel(kit, [kit.strangers[0], kit.friends[0]], 412),
    ]),
    wrong("discord", "M6", "a channel of others", (kit) => [
      ...discordGood(kit),
      ...discordChannel(kit, [kit.strangers[0], kit.strangers[1]], 413),
    ]),
  ],
};
