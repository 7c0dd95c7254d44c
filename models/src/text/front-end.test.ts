import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SottoError } from "@sotto/proto/error";
import fc from "fast-check";
import { loadFrontEnd } from "./front-end.js";
import { hasSpeakableText } from "./speakable.js";
import { symbolTextPieces } from "./symbol-text-pieces.js";
import { unknownSymbolAt } from "./symbol-vocabulary.js";
import { UserLexicon } from "./user-lexicon.js";

const frontEnd = loadFrontEnd();

/** The words as written, each with its symbols. */
function wordsOf(text: string, reader = frontEnd): string[] {
  const { symbols, words } = reader.read(text);
  return words.map(
    (word) =>
      `${text.slice(word.textStart, word.textEnd)}=${symbols.slice(word.symbolStart, word.symbolEnd)}`,
  );
}

function errorOf(text: string): SottoError | undefined {
  try {
    frontEnd.read(text);
  } catch (error) {
    assert.ok(error instanceof SottoError, String(error));
    assert.equal(error.reason, "UNSPEAKABLE_TEXT");
    return error;
  }
  return undefined;
}

/** What holds for whatever a front end gives. */
function assertWhole(text: string): void {
  const { symbols, words } = frontEnd.read(text);
  assert.equal(unknownSymbolAt(symbols), -1);
  let [textAt, symbolAt] = [0, 0];
  for (const word of words) {
    assert.ok(word.textStart >= textAt && word.textEnd > word.textStart);
    assert.ok(word.symbolStart >= symbolAt && word.symbolEnd > word.symbolStart);
    assert.equal(/^ | $/.test(symbols.slice(word.symbolStart, word.symbolEnd)), false);
    // Between words there is nothing that sounds.
    assert.doesNotMatch(symbols.slice(symbolAt, word.symbolStart), /\p{L}/u);
    [textAt, symbolAt] = [word.textEnd, word.symbolEnd];
  }
  assert.ok(textAt <= text.length);
  assert.doesNotMatch(symbols.slice(symbolAt), /\p{L}/u);
  for (const piece of symbolTextPieces({ symbols, words }, 100)) {
    assert.ok(piece.symbols.length <= 100);
  }
}

describe("the front end of both languages", () => {
  it("reads English as its reader does", () => {
    assert.equal(frontEnd.read("Hello, world!").symbols, "həlˈO, wˈɜɹld!");
  });

  it("reads Mandarin as its reader does", () => {
    assert.equal(frontEnd.read("你好，世界！").symbols, "ni↗xau↓, ʂɨ↘ʨje↘!");
  });

  it("reads alike whichever language is loaded first", () => {
    for (const preload of [[], ["zh"], ["en", "zh"]] as const) {
      const other = loadFrontEnd({ preload });
      for (const text of ["Hello, world!", "你好，world！"]) {
        assert.deepEqual(other.read(text), frontEnd.read(text));
      }
    }
  });

  it("reads English words within Chinese, with spans in the whole text", () => {
    assert.deepEqual(wordsOf("他说“Hello, world!”然后走了。"), [
      "他=tʰa→",
      "说=ʂwo→",
      "Hello=həlˈO",
      "world=wˈɜɹld",
      "然后=ɻa↗nxou↘",
      "走=ʦou↓",
      "了=lɤ",
    ]);
    assert.equal(
      frontEnd.read("他说“Hello, world!”然后走了。").symbols,
      "tʰa→ ʂwo→ “həlˈO, wˈɜɹld!” ɻa↗nxou↘ ʦou↓ lɤ.",
    );
  });

  it("reads numbers in the language around them", () => {
    const chinese = (text: string, word: string) => {
      const found = wordsOf(text).find((one) => one.startsWith(`${word}=`));
      assert.ok(found !== undefined, `${text}: ${wordsOf(text).join(" ")}`);
      assert.match(found, /[→↗↓↘]/, found);
    };
    const english = (text: string, word: string) => {
      const found = wordsOf(text).find((one) => one.startsWith(`${word}=`));
      assert.ok(found !== undefined, `${text}: ${wordsOf(text).join(" ")}`);
      assert.doesNotMatch(found, /[→↗↓↘]/, found);
    };
    chinese("我有3个iPhone 15手机。", "3个");
    chinese("我有3个iPhone 15手机。", "15");
    chinese("我买了iPhone15。", "15");
    chinese("温度是25℃，20，30。", "30");
    chinese("我跑了3 km。", "3 km");
    chinese("价格：$5，便宜。", "$5");
    english("他说 I have 3 dogs 很可爱", "3");
    english("他说：I have 3 dogs.很可爱", "3");
    english("I have 3 dogs.", "3");
    english("3", "3");
  });

  it("spells letters of Chinese words, and reads English words as words", () => {
    assert.deepEqual(wordsOf("T恤和A股"), ["T=tˈi", "恤=ɕy↘", "和=xɤ↗", "A=ˈA", "股=ku↓"]);
    assert.deepEqual(wordsOf("5G手机"), ["5=u↓", "G=ʤˈi", "手机=ʂou↓ʨi→"]);
    assert.deepEqual(wordsOf("Plan B是什么"), ["Plan=plˈæn", "B=bˈi", "是=ʂɨ↘", "什么=ʂə↗nmɤ"]);
    assert.deepEqual(wordsOf("H7N9"), wordsOf("H7N9"));
    assert.deepEqual(wordsOf("得了H7N9").slice(-4), ["H=ˈAʧ", "7=ʨʰi→", "N=ˈɛn", "9=ʨjou↓"]);
  });

  it("ends addresses where Chinese punctuation begins", () => {
    const text = "访问https://example.com/a。然后";
    assert.equal(wordsOf(text).at(-2)?.split("=")[0], "https://example.com/a");
    assert.match(frontEnd.read(text).symbols, /\. /);
  });

  it("says [[symbols]] as they are, and spans the brackets", () => {
    const text = "我去[[ ʃˈɑp ]]买 [[həlˈO]], then";
    assert.deepEqual(wordsOf(text).slice(2, 5), ["[[ ʃˈɑp ]]=ʃˈɑp", "买=mai↓", "[[həlˈO]]=həlˈO"]);
    assert.deepEqual(wordsOf("[[ni↗xau↓]]"), ["[[ni↗xau↓]]=ni↗xau↓"]);
  });

  it("names the rule that [[symbols]] break", () => {
    for (const [text, limit] of [
      ["a [[həlˈO", /closed/],
      ["[[你好]]", /symbols only/],
      ["[[HH AH0]]", /symbols only/],
      ["hello [[]]", /one sound/],
      ["hello [[, ]]", /one sound/],
      ["[[a[[b]]", /symbols only/],
    ] as const) {
      assert.match(errorOf(text)?.details.limit ?? "", limit, text);
    }
  });

  it("says the user's words in both languages", () => {
    const lexicon = UserLexicon.parse("Sotto\tsˈOtO\n小爱同学\tɕau aɪ\niPhone手机\thʌ\n");
    const own = loadFrontEnd({ lexicon });
    assert.deepEqual(wordsOf("Sotto", own), ["Sotto=sˈOtO"]);
    assert.deepEqual(wordsOf("小爱同学用Sotto和iPhone手机", own), [
      "小爱同学=ɕau aɪ",
      "用=jʊ↘ŋ",
      "Sotto=sˈOtO",
      "和=xɤ↗",
      "iPhone手机=hʌ",
    ]);
  });

  it("names both languages when it refuses another", () => {
    for (const text of [
      "こんにちは、世界",
      "Привет, мир",
      "你好，мир",
      "안녕하세요",
      "مرحبا",
      "α粒子",
      "El perro está en la casa con los niños y no quiere salir.",
      "Ich weiß nicht, was das bedeutet, aber es ist auch nicht wichtig.",
      "Je ne sais pas ce que vous voulez dire avec cette histoire.",
      "Non so che cosa sia successo, ma gli amici di Marco sono arrivati.",
      "Eu não sei o que está acontecendo com os meus amigos.",
      "Dzisiaj jest piękna pogoda, więc idziemy na spacer do parku.",
      "Idag är det vackert väder och vi går till parken.",
      "Bugün hava çok güzel ve parka gidiyoruz.",
      "Hôm nay trời đẹp và chúng tôi đi dạo trong công viên.",
      "Ik weet niet wat er met het huis is gebeurd, maar dat is ook niet belangrijk.",
    ]) {
      const error = errorOf(text);
      assert.ok(error !== undefined, text);
      assert.match(error.message, /English, Mandarin Chinese/);
      assert.equal(error.message.includes(text), false);
    }
  });

  it("speaks English with foreign names, titles and quotations", () => {
    for (const text of [
      "Zoë and José ate crème brûlée at the café in São Paulo.",
      "We saw Les Misérables de Victor Hugo, La Traviata and El Cid.",
      "She lives in Rio de Janeiro, and he in Los Angeles.",
      "La La Land",
      "Que será, será",
      "He said: C'est la vie, and left for the Champs-Élysées.",
      "Der Spiegel and Die Zeit are newspapers.",
      "go go go go go go go",
      "crème brûlée, jalapeño, piñata, façade, naïve",
      "restart sshd, nginx, kubelet, redis, postgres",
      "Dessert: crème brûlée, île flottante, profiteroles, pâté, œufs.",
      "pâté, soufflé, bœuf bourguignon, coq au vin, ragoût",
      "crème de la crème, déjà vu, vis-à-vis, à la carte, tête-à-tête",
    ]) {
      assertWhole(text);
    }
  });

  it("refuses what has nothing to say, and SSML", () => {
    for (const text of ["", " ", "…", "！？", "😀", "<b></b>", "[[", "—"]) {
      assert.ok(errorOf(text) !== undefined, text);
    }
    assert.match(errorOf("<speak>你好</speak>")?.message ?? "", /SSML/);
    assert.match(errorOf("<speak>hello</speak>")?.message ?? "", /SSML/);
  });

  it("speaks whatever is said to be speakable, but for what it refuses by name", () => {
    for (const text of ["你", "a", "1", "①", "[[a]]", "你[[a]]", "é", "Ａ", "１"]) {
      assert.ok(hasSpeakableText(text), text);
      assertWhole(text);
    }
  });
});

describe("the front end on any text", () => {
  const anything = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 60 }),
    fc.string({ unit: "binary", maxLength: 60 }),
    fc
      .array(
        fc.oneof(
          fc.constantFrom(
            ...[
              "你",
              "好",
              "一",
              "不",
              "了",
              "得",
              "儿",
              "髮",
              "著",
              "〇",
              "a",
              "T",
              "word",
              "iPhone",
            ],
            ...[
              "1",
              "23",
              "0",
              ".",
              ",",
              ":",
              "-",
              "/",
              "%",
              "~",
              "¥",
              "$",
              "km",
              "℃",
              "年",
              "月",
              "点",
            ],
            ...[
              "，",
              "。",
              "！",
              "“",
              "”",
              "《",
              "》",
              "（",
              "）",
              " ",
              "\n",
              "…",
              "—",
              "[[",
              "]]",
              "<",
              ">",
            ],
            ...[
              "@",
              ".com",
              "http://",
              "+86",
              "#",
              "&",
              "'",
              '"',
              "😀",
              "\u0301",
              "\ud800",
              "\u0000",
              "é",
            ],
          ),
        ),
        { maxLength: 40 },
      )
      .map((parts) => parts.join("")),
  );

  it("gives ordered spans and known symbols, or a typed error", { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(anything, (text) => {
        if (errorOf(text) === undefined) assertWhole(text);
      }),
      { numRuns: 1500 },
    );
  });

  it("takes adversarial texts of 600 characters", { timeout: 60_000 }, () => {
    const units = [
      ...Array.from("你一不了1aA.,:-/%[<(“\"' \n$¥@#&+…—é"),
      ..."三好 的地得 1. 1, 1- 1/ 1: 12:3 a. a@ a1 1a A1 你1 你a a你 [[ ]] <b <a> &amp; 1,2 1.2.".split(
        " ",
      ),
      ...[
        "http://a.",
        "1月",
        "一一",
        "子儿",
        "\ud83d\ude00",
        "\u0301",
        "a-",
        "1~",
        "+1 ",
        "0-",
        "https://",
      ],
    ];
    for (const unit of units) {
      for (const text of [unit.repeat(600), `你${unit.repeat(600)}`, `${unit.repeat(599)}你!`]) {
        const cut = text.slice(0, 600);
        if (errorOf(cut) === undefined) assertWhole(cut);
      }
    }
  });
});
