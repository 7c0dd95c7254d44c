import type { ContextRules } from "./context-rule.js";
import { rule } from "./context-rule.js";

const PRONOUNS = "[我你您他她它咱谁俺]";
const NUMERALS = "[一二两三四五六七八九十百千万亿几数多半每这那哪各某头前后第整零\uE001]";

const ADVERBS_OF_MUST =
  /(?:[我你您他她它们咱谁就必总非可才也都又还只均须应]|必须|一定|大家|人人|今天|明天)$/;

/** Particles and the commonest characters whose reading the word list can't tell when they stand alone. */
export const FREQUENT_POLYPHONES: ContextRules = {
  得: [
    rule(
      "dei3",
      /^(?:[去走做想看找等好要快把多先马赶让给注小加跟有听问说学写买吃交回早]|抓紧|认真|自己)/,
      ADVERBS_OF_MUST,
    ),
    rule(
      "de2",
      /^(?:了|到|过|奖|分|病|出|知|票|名|第|满|意|罪|逞)/,
      /(?:^|[我你他她它们人队获所曾也都才已经会])$/,
    ),
    rule("de2", /^(?:[了到过奖分病出知票名第满意罪逞]|$)/, /^$/),
    rule("dei3", undefined, /^$/),
    rule("de5"),
  ],
  地: [
    {
      reading: "de5",
      fits: ({ previous, next }) =>
        previous.length >= 2 && next !== "" && !/^[上下里面板方]/.test(next) && isManner(previous),
    },
    {
      reading: "de5",
      fits: ({ previous, next }) =>
        /^[慢快轻静悄偷暗猛狠渐默]$/.test(previous.slice(-1)) && next !== "",
    },
  ],
  着: [
    rule("zhao2", undefined, /(?:[睡找点猜逮够]|见得|用得|犯不|用不|摸不|够不|睡不|找不|点不)$/),
    rule("zhao2", /^(?:急|火|凉|迷|慌|魔|了魔)/, /(?:^|[别不没很太先])$/),
  ],
  了: [
    rule(
      "liao3",
      undefined,
      /[受做走去吃喝办干帮忘免跑当管学拿改变治卖买用放逃赢输动写睡开坐看听说住吃想错差少多大小好](?:不|得)$/,
    ),
    rule("liao3", /^(?:解|结|断|却|如指掌|无|不起|不得|然)/),
  ],
  还: [
    rule("huan2", /^(?:给|钱|书|款|清|债|贷|回|账|帐|上|掉|价|礼|愿|手|俗|乡|本|息|你|我钱)/),
    rule("huan2", undefined, /(?:归|偿|退|奉|返|没有?借有|要|得|该|没|未|先|必须)$/),
  ],
  长: [
    rule(
      "zhang3",
      /^(?:大|高|得|出|满|胖|成|着|在|个|了|起|过|肉|草|虫|毛|势|相|辈|子|女|老|官|进)/,
      /(?:^|[^\d\u4E00-\u9FFF]|[^米里度很太更最不多么这那])$/,
    ),
    rule(
      "zhang3",
      undefined,
      /(?:[生成增滋助市省县校院部局处科队班组会船首机行团站所店厂社委议师家村镇乡州酋])$/,
    ),
    rule("chang2"),
  ],
  行: [
    rule("hang2", /^(?:[诗字代文数列业情距家])/, new RegExp(`${NUMERALS}$`)),
    rule("hang2", undefined, /(?:[一二两三四五六七八九十百几每这那首末各同本换]|第.)$/),
    rule("hang2", /^(?:情|业|家里手|当|规|列|距)/),
  ],
  重: [
    rule(
      "chong2",
      /^(?:新|做|写|来|建|启|复|试|装|返|逢|温|播|开|读|聚|演|申|置|组|修|回|走|拾|印|说|买|考|生|选)/,
    ),
    rule("chong2", undefined, new RegExp(`${NUMERALS}$`)),
  ],
  为: [
    rule(
      "wei2",
      undefined,
      /(?:成|认|作|以|称|视|分|最|更|较|颇|极|名|命|译|改|变|选|评|定|设|化|转|列|誉|升|降|缩|记|当|沦|沿|奉|尊|扩|换|合|任|聘|约|均|高|长|宽|深|厚|重|距|值|率|数|量|积|度|价|则|即|皆|多|大|甚|尤|广|人|所|何|互|结|拜|归|化|表现|理解|推举|推选|任命|发展|演变|转变|认定|确定|命名|翻译|改名|简称|全称)$/,
    ),
    rule(
      "wei2",
      /^(?:[\d一二三四五六七八九十百千零\uE001]|人师|首|主|止|准|例|难|期|生|非作歹|害|所欲)/,
    ),
    rule("wei2", undefined, /以.{1,8}$/),
    rule("wei4"),
  ],
  只: [
    rule("zhi1", undefined, /(?:[一二两三四五六七八九十百千万几每这那哪数多半\uE001]|船)$/),
    rule("zhi3"),
  ],
  种: [
    rule(
      "zhong4",
      /^(?:[了着过下上满]|树|花|菜|地|田|植|草|瓜|豆|粮|水稻|小麦|玉米|庄稼|蔬菜|苹果|果树|葡萄|棉花|茶|什么|点)/,
      /(?:^|[^一二两三四五六七八九十百千几每这那哪各某多何此该本同另数品变绝语人物\uE001])$/,
    ),
  ],
  数: [
    rule("shu3", undefined, /数[了一]$/),
    rule(
      "shu3",
      /^(?:一|了|着|到|钱|不|完|数|来|星|羊|得|出|起)/,
      /(?:^|[^总人次分指岁倍系参函整小算系基对代])$/,
    ),
  ],
  好: [rule("hao4", /^(?:学|客|奇|胜|战|动|斗|逸|吃懒|色|强|恶|高骛)/, /(?:^|[^很不最太真])$/)],
  干: [
    rule(
      "gan1",
      undefined,
      /(?:[晒擦吹烘风晾饼肉豆笋葡萄果鱼榨抽喝哭口很太太更又墨未不涂拧弄榨]|有点|有些|有点儿)$/,
    ),
    rule("gan1", /^(?:燥|净|旱|枯|果|洗|脆|杯|冰|货|粮|扰|涉|咳|瘪|草|裂|湿|巴|了$|了这|了那)/),
    rule("gan4"),
  ],
  教: [
    rule(
      "jiao1",
      new RegExp(
        `^(?:${PRONOUNS}|了|过|着|得|会|孩子|学生|英语|英文|数学|语文|中文|汉语|音乐|书|小|大家|人|别人|爸|妈|课|什么|初|高|三|一)`,
      ),
    ),
    rule("jiao1", undefined, /(?:[我你您他她它们来去师来能会在]|负责)$/),
  ],
  觉: [rule("jiao4", undefined, /(?:睡|睡.{0,3}[一个午好大懒回])$/), rule("jue2")],
  背: [rule("bei1", /^(?:着|起|上|了|负|包|债|黑锅|个|一|书包|孩子|不动|得)/)],
  发: [rule("fa4", undefined, /(?:[头白黑长短假染烫理秀脱剪银金卷]|须|毛|削)$/), rule("fa1")],
  假: [
    rule(
      "jia4",
      undefined,
      /(?:[天个年病事婚产暑寒长短请休放月周春秋节补度销续准销带薪]|小时|星期)$/,
    ),
    rule("jia4", /^(?:期|条|日)/),
    rule("jia3"),
  ],
};

/** Manner adverbs before 地: reduplications, and words that don't name a place. */
function isManner(word: string): boolean {
  if (/(.)\1/u.test(word)) return true;
  return !/(?:国|省|市|县|区|村|乡|镇|各|农|产|当|本|外|工|基|营|目的|所在|发源|出生|殖民|根据)$/.test(
    word,
  );
}
