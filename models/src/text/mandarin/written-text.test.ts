import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { cardinal, digitByDigit, writtenNumber } from "./chinese-numbers.js";
import { PLAIN_ONE } from "./written-rule.js";
import { writtenParts } from "./written-text.js";

/** What is said of a text: characters, marks, `_` where words are parted, `<…>` for spelt letters. */
function said(text: string): string {
  return writtenParts(text, ["Mandarin Chinese"])
    .map((part) => {
      if (part.kind === "marks") return part.marks === "" ? "_" : part.marks;
      if (part.kind === "spoken") return `<${part.symbols}>`;
      return part.chars.map(({ written }) => (written === PLAIN_ONE ? "一" : written)).join("");
    })
    .join("");
}

/** A table of texts and what is said of them, two columns a line. */
function check(table: string): void {
  const lines = table.trim().split("\n");
  for (const line of lines) {
    const [written = "", spoken] = line.trim().split(" → ");
    assert.equal(said(written), spoken, written);
  }
}

describe("numbers in Chinese", () => {
  it("says cardinals", () => {
    const table: readonly (readonly [string, string])[] = [
      ["0", "零"],
      ["10", "十"],
      ["15", "十五"],
      ["105", "一百零五"],
      ["110", "一百一十"],
      ["200", "两百"],
      ["1005", "一千零五"],
      ["2222", "两千二百二十二"],
      ["10050", "一万零五十"],
      ["20000", "两万"],
      ["22000", "两万两千"],
      ["100000", "十万"],
      ["120000", "十二万"],
      ["10000000", "一千万"],
      ["100000001", "一亿零一"],
      ["1000000000000", "一万亿"],
      ["0012", "十二"],
    ];
    for (const [digits, spoken] of table) assert.equal(cardinal(digits), spoken, digits);
  });

  it("says digits, decimals and what is too long for a number", () => {
    assert.equal(digitByDigit("2010", "幺"), "二零幺零");
    assert.equal(writtenNumber("1,234.50"), "一千二百三十四点五零");
    assert.equal(cardinal("12345678901234567"), digitByDigit("12345678901234567"));
  });
});

describe("writtenParts", () => {
  it("says counts and ordinals", () => {
    check(`
      2个 → 两个
      12个 → 十二个
      22人 → 二十二人
      2层楼 → 两层楼
      2楼 → 二楼
      第2名 → 第二名
      周2 → 周二
      2月 → 二月
      2万 → 两万
      2.5万 → 二点五万
      第3章 → 第三章
      No.5 → 第五
      100多 → 一百多
      1,234,567 → 一百二十三万四千五百六十七
      １２３ → 一百二十三
      ① → 一
      Ⅳ → 四
      5² → 五平方`);
  });

  it("says decimals, fractions, percentages, ranges and signs", () => {
    check(`
      3.14 → 三点一四
      0.05 → 零点零五
      -5 → 负五
      1/3 → 三分之一
      ½ → 二分之一
      5% → 百分之五
      100% → 百分之一百
      -2.5% → 负百分之二点五
      3.5‰ → 千分之三点五
      10%-20% → 百分之十到百分之二十
      5~10% → 百分之五到百分之十
      5-10个 → 五到十个
      3至5天 → 三到五天
      3+2=5 → 三加二等于五
      7×8=56 → 七乘八等于五十六
      10-3=7 → 十减三等于七
      2>1 → 二大于一
      比分3:2 → 比分三比二`);
  });

  it("says dates and times", () => {
    check(`
      2024年 → 二零二四年
      98年 → 九八年
      10年 → 十年
      90年来 → 九十年来
      5000年 → 五千年
      80年代 → 八十年代
      90后 → 九零后
      2008奥运会 → 二零零八奥运会
      1990-1995年 → 一九九零到一九九五年
      2024-03-05 → 二零二四年三月五日
      2024/3/5 → 二零二四年三月五日
      12月25日 → 十二月二十五日
      5月份 → 五月份
      8:00 → 八点整
      08:05 → 八点零五分
      2:30 → 两点三十分
      20:30:15 → 二十点三十分十五秒
      ９：３０ → 九点三十分`);
  });

  it("says telephone numbers and codes digit by digit", () => {
    check(`
      13800138000 → 幺三八_零零幺三_八零零零
      138-0013-8000 → 幺三八_零零幺三_八零零零
      +86 138 0013 8000 → 加八六_幺三八_零零幺三_八零零零
      010-62345678 → 零幺零_六二三四五六七八
      400-123-4567 → 四零零_幺二三_四五六七
      拨打110 → 拨打幺幺零
      拨打400-800-1234或110 → 拨打四零零_八零零_幺二三四或幺幺零
      打了110分 → 打了一百一十分
      学号是12345678 → 学号是幺二三四五六七八
      12306 → 幺二三零六
      密码是0071 → 密码是零零七幺
      007 → 零零七
      1203室 → 幺二零三室
      波音747 → 波音七四七
      1.2.3 → 一点二点三`);
  });

  it("says money and units", () => {
    check(`
      ¥100 → 一百元
      ￥3.50 → 三点五元
      3.0元 → 三元
      $3.5亿 → 三点五亿美元
      US$5 → 五美元
      20USD → 二十美元
      €20 → 二十欧元
      2元 → 两元
      50kg → 五十公斤
      2 km → 两公里
      60km/h → 六十公里每小时
      80m² → 八十平方米
      80㎡ → 八十平方米
      500ml → 五百毫升
      25℃ → 二十五摄氏度
      -5℃ → 零下五摄氏度
      -3℃~5℃ → 零下三摄氏度到五摄氏度
      5G → 五<ʤˈi>
      1080P → 一零八零<pˈi>`);
  });

  it("spells letters, and says signs", () => {
    check(`
      T恤 → <tˈi>恤
      Ｔ恤 → <tˈi>恤
      A和B → <ˈA>和<bˈi>
      C++ → <sˈi>加加
      APP → <ˌApˌipˈi>
      甲&乙 → 甲和乙`);
  });

  it("makes marks of punctuation and passes over what is none", () => {
    check(`
      你，我。 → 你,我.
      「你」 → “你”
      《书》（一） → “书”(一)
      你"我"他 → 你“我”他
      你😀我 → 你_我
      你 我 → 你_我
      <b>你</b> → 你_`);
  });

  it("tells where each character is from", () => {
    const [run] = writtenParts("我有12个", ["Mandarin Chinese"]);
    assert.ok(run?.kind === "run");
    assert.deepEqual(
      run.chars.map(({ start, end }) => [start, end]),
      [
        [0, 1],
        [1, 2],
        [2, 4],
        [2, 4],
        [4, 5],
      ],
    );
  });
});
