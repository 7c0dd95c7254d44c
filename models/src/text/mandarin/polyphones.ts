import type { ReadWord } from "./read-word.js";
import type { Syllable } from "./syllable-symbols.js";
import { parseSyllable } from "./syllable-symbols.js";

/** What stands around a word of one character in its phrase. */
interface Context {
  /** The words before and after; empty at the phrase's ends. */
  readonly previous: string;
  readonly next: string;
  /** All the characters before and after. */
  readonly before: string;
  readonly after: string;
}

/** A reading of a character by its context; the first that fits is taken. */
interface ContextRule {
  readonly reading: string;
  readonly fits: (context: Context) => boolean;
}

const PRONOUNS = "[我你您他她它咱谁俺]";
const NUMERALS = "[一二两三四五六七八九十百千万亿几数多半每这那哪各某头前后第整零\uE001]";

/** A rule by what precedes and what follows, as patterns; each may be left out. */
function rule(reading: string, after?: RegExp, before?: RegExp): ContextRule {
  return {
    reading,
    fits: (context) =>
      (after === undefined || after.test(context.after)) &&
      (before === undefined || before.test(context.before)),
  };
}

const ADVERBS_OF_MUST =
  /(?:[我你您他她它们咱谁就必总非可才也都又还只均须应]|必须|一定|大家|人人|今天|明天)$/;

/**
 * Characters whose reading the word list can't tell when they stand alone. What no rule fits keeps the usual reading.
 */
const RULES: Readonly<Record<string, readonly ContextRule[]>> = {
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
  空: [
    rule("kong4", undefined, /(?:[有没抽得填留腾]|没有)$/),
    rule("kong4", /^(?:着|出|白|位|缺|闲|地|格|隙|余|档|了一|一行|两)/),
  ],
  量: [
    rule(
      "liang2",
      /^(?:一|了|体|身|血|尺|过|着|体温|完|量|得|出)/,
      /(?:^|[^大少数重质产销流容力剂能剂热电总用]|来|先|去|给.)$/,
    ),
  ],
  难: [rule("nan4", undefined, /(?:[遇灾受逃避落患苦国蒙罹危殉大]|空)$/)],
  倒: [
    rule(
      "dao4",
      /^(?:水|茶|酒|车|是|垃圾|杯|了?一杯|数|影|立|挂|退|流|着|计时|过来|也|转|叙|贴|插|彩|点|出|给|进|入|满|杯)/,
    ),
    rule("dao3"),
  ],
  转: [
    rule("zhuan4", /^(?:圈|了?一圈|了?几圈|了?两圈|个圈|来转去|悠|速|盘|筒|轮|动)/),
    rule("zhuan4", undefined, /(?:[自公打团旋空]|绕着.{1,3})$/),
    rule("zhuan3"),
  ],
  调: [
    rule(
      "tiao2",
      /^(?:大|小|高|低|成|好|到|整|节|味|料|色|皮|戏|解|和|理|亮|暗|快|慢|一下|试|温|焦|频|音|零)/,
    ),
    rule("diao4"),
  ],
  弹: [
    rule(
      "tan2",
      /^(?:[了着过得起出回]|琴|钢琴|吉他|古筝|琵琶|奏|唱|性|簧|力|一|首|跳|指|射|劾|不|曲|什么)/,
    ),
    rule("tan2", undefined, /(?:[会在能来去学教听]|反)$/),
    rule("dan4"),
  ],
  乐: [rule("yue4", undefined, /(?:[音声民器奏配]|交响)$/), rule("le4")],
  朝: [rule("zhao1", /^(?:阳|霞|气|夕|晖|三暮|不保|思|九晚|令夕)/), rule("chao2")],
  曾: [
    rule("zeng1", /^(?:先生|小姐|女士|老师|教授|医生|总|祖|孙|国藩|经理|主任|老板|志伟|子$|参$)/),
    rule("ceng2"),
  ],
  露: [rule("lou4", /^(?:面|脸|馅|怯|底|相|富|一手|出来了|出马脚|马脚|风声|了?一手)/), rule("lu4")],
  和: [
    rule("huo4", /^(?:稀泥|了?一?点水)/),
    rule("hu2", /^(?:了$|牌)/, /(?:^|麻将|我|他|你|她)$/),
    rule("he2"),
  ],
  没: [rule("mo4", /^(?:收|落|顶|入|过)/, /[^从还也都就才并]$|^$/), rule("mei2")],
  兴: [rule("xing4", undefined, /(?:[高助尽扫即乘余]|败)$/), rule("xing1")],
  应: [
    rule("ying4", /^(?:邀|聘|试|付|对|用|变|急|战|验|声|征|景|答|时|运|和|接|考)/),
    rule("ying4", undefined, /(?:[响答反对感适相供效回呼]|有求必|一呼百)$/),
    rule("ying1"),
  ],
  正: [rule("zheng1", /^(?:月)/), rule("zheng4")],
  当: [
    rule("dang4", undefined, /(?:[上恰适妥得正稳]|典)$/),
    rule("dang4", /^(?:作|成|真|做|铺|天就|晚就|年就|回事)/),
    rule("dang1"),
  ],
  中: [
    rule("zhong4", /^(?:了?奖|了?彩票|弹|枪|毒|暑|风|邪|意|招|标|计|签|肯|靶|了?大奖|选)/),
    rule("zhong4", undefined, /(?:[击命打猜看说射相选]|考)$/),
    rule("zhong1"),
  ],
  相: [
    rule("xiang4", undefined, /(?:[照真长宰首面洋亮丞识月变]|站没站|坐没坐)$/),
    rule("xiang4", /^(?:机|声|册|貌|片|亲时|面|马)/),
    rule("xiang1"),
  ],
  少: [rule("shao4", /^(?:年|女|妇|爷|儿|林|壮|先队|校|将|帅|东家)/), rule("shao3")],
  切: [
    rule("qie4", /^(?:记|忌|身|实|合|勿|题|切|近|骨|齿)/),
    rule("qie4", undefined, /(?:[一亲密急迫关贴热深殷确反]|不顾一)$/),
    rule("qie1"),
  ],
  处: [
    rule("chu3", /^(?:于|理|在|罚|分|置|死|决|方|境|事|女|暑|世|得|不|惯|好|过|着)/),
    rule("chu4"),
  ],
  担: [rule("dan4", undefined, /(?:[一两三几重扁]|千斤)$/), rule("dan1")],
  挑: [rule("tiao3", /^(?:战|拨|衅|逗|灯|起|大梁|明)/), rule("tiao1")],
  冲: [
    rule("chong4", /^(?:着|我|你|他|他们|这|那|床|劲|压)/, /(?:^|[^开太水飞猛往向])$/),
    rule("chong1"),
  ],
  盛: [rule("cheng2", /^(?:饭|了?一碗|汤|水|满|着|菜|出|起|在|碗|粥|点)/), rule("sheng4")],
  晃: [rule("huang3", /^(?:眼|得眼)/), rule("huang4")],
  薄: [rule("bao2", undefined, /(?:[很太更最不好越又这]|有点)$/), rule("bo2")],
  塞: [rule("sai1")],
  扎: [rule("zha1")],
  咽: [rule("yan4", /^(?:下|了|不|口)/), rule("yan1")],
  卷: [rule("juan4", undefined, /(?:[试考答案画阅交问书下上第]|第.|[一二三])$/), rule("juan3")],
  散: [rule("san3", undefined, /(?:[松闲懒涣零披]|[头发])$/), rule("san4")],
  吐: [rule("tu4", undefined, /(?:[呕上想又恶会要吃]|上吐下)$/), rule("tu3")],
  撒: [rule("sa1", /^(?:谎|手|娇|开|野|腿|泼|网|气|欢|尿|了?个?谎)/), rule("sa3")],
  称: [rule("chen4", /^(?:心|职|身)/), rule("cheng1")],
  率: [
    rule("lv4", undefined, /(?:[效概比频利税汇功速几机斜出升]|[\u4E00-\u9FFF]{2})$/),
    rule("shuai4"),
  ],
  血: [rule("xue4")],
  谁: [rule("shei2")],
  给: [rule("ji3", /^(?:予|养|与(?!我|你|他))/), rule("gei3")],
  脏: [rule("zang4", undefined, /(?:[心内肝肾脾肺五]|五)$/), rule("zang1")],
  似: [rule("shi4", /^的/), rule("si4")],
  壳: [rule("ke2")],
  削: [rule("xiao1", /^(?:苹果|皮|铅笔|梨|了?皮|一|土豆|水果|个)/), rule("xue1")],
  剥: [rule("bao1", /^(?:皮|开|掉|花生|橘子|蒜|鸡蛋|壳|了?皮)/), rule("bo1")],
  曲: [rule("qu3", undefined, /(?:[一首歌这那作乐谱唱插名舞组套戏]|[一二两三几]首)$/), rule("qu1")],
  宁: [rule("ning4", /^(?:可|愿|死|缺)/), rule("ning2")],
  校: [rule("jiao4", /^(?:对|正|准|订|样|稿|勘)/), rule("xiao4")],
  降: [rule("xiang2", undefined, /(?:投|劝|受|归)$/), rule("jiang4")],
  强: [rule("qiang3", /^(?:迫|求|词|颜|人所难)/), rule("jiang4", undefined, /倔$/), rule("qiang2")],
  供: [rule("gong4", /^(?:认|词|奉|品|职)/), rule("gong1")],
  圈: [rule("quan1")],
  刨: [rule("pao2")],
  熟: [rule("shu2")],
  奔: [rule("ben4", /^(?:着|向|五|六|七|八|三十)/), rule("ben1")],
  尽: [rule("jin3", /^(?:管|量|快|早|可能|先)/), rule("jin4")],
  累: [rule("lei3", /^(?:计|积|加|及|次|年)/), rule("lei2", /^(?:赘|累)/), rule("lei4")],
  模: [rule("mu2", /^(?:样|具|板|子)/), rule("mo2")],
  磨: [rule("mo4", /^(?:坊|盘|面|豆腐)/), rule("mo2")],
  便: [rule("pian2", /^宜/), rule("bian4")],
  载: [rule("zai3", undefined, /(?:[记登刊连转]|[一二三千十]|[年半])$/), rule("zai4")],
  落: [
    rule("la4", /^(?:下了?[^来去]|在.{0,4}了|了东西)/),
    rule("lao4", /^(?:枕|色)/),
    rule("luo4"),
  ],
  闷: [rule("men1", /^(?:热|得|气|着|声)/), rule("men4")],
  泡: [rule("pao4")],
  铺: [rule("pu4", undefined, /(?:[店床上下卧商当药]|[一二三])$/), rule("pu1")],
  钻: [rule("zuan4", /^(?:石|戒|头|井|机)/), rule("zuan1")],
  晕: [rule("yun4", /^(?:车|船|机|血)/), rule("yun1")],
  结: [rule("jie1", /^(?:巴|实|果子|了?果)/), rule("jie2")],
  喝: [rule("he4", /^(?:彩|令|道|止|问)/), rule("he1")],
  划: [rule("hua2", /^(?:船|算|破|桨|水|拳|伤|着|火柴|过|到)/), rule("hua4")],
  间: [rule("jian4", /^(?:隔|谍|断|接|或|歇|隙|距)/), rule("jian1")],
  论: [rule("lun4")],
  禁: [rule("jin1", undefined, /(?:[不]|情不自)$/), rule("jin4")],
  系: [rule("ji4", /^(?:鞋带|好|上|着|领带|安全带|扣|紧|了|围巾|腰带)/), rule("xi4")],
  咳: [
    rule("ke2", /^(?:嗽|得|了|血|个|起|不|痰|出)/),
    rule("ke2", undefined, /(?:[在又一干]|老是)$/),
    rule("hai1"),
  ],
};

/** Traditional characters that tell what their simplified forms leave open. */
const TRADITIONAL: Readonly<Partial<Record<string, string>>> = {
  髮: "fa4",
  發: "fa1",
  幹: "gan4",
  乾: "gan1",
};

/** Manner adverbs before 地: reduplications, and words that don't name a place. */
function isManner(word: string): boolean {
  if (/(.)\1/u.test(word)) return true;
  return !/(?:国|省|市|县|区|村|乡|镇|各|农|产|当|本|外|工|基|营|目的|所在|发源|出生|殖民|根据)$/.test(
    word,
  );
}

/**
 * Sets the readings of characters that are no part of a listed word by what stands around them. `words` are those of one
 * phrase.
 */
export function readByContext(words: readonly ReadWord[]): void {
  const phrase = words.map((word) => word.text).join("");
  let at = 0;
  words.forEach((word, index) => {
    if (word.text.length === 1 || !word.isListed) {
      const previous = words[index - 1]?.text ?? "";
      const next = words[index + 1]?.text ?? "";
      word.syllables.forEach((syllable, offset) => {
        const before = phrase.slice(Math.max(0, at + offset - CONTEXT_CHARS), at + offset);
        const after = phrase.slice(at + offset + 1, at + offset + 1 + CONTEXT_CHARS);
        const told = TRADITIONAL[word.chars[offset]?.written ?? ""];
        const context = { previous, next, before, after };
        const reading =
          told === undefined ? readingOf(word.text.charAt(offset), context) : parseSyllable(told);
        if (reading !== undefined) Object.assign(syllable, reading);
      });
    }
    at += word.text.length;
  });
}

function readingOf(char: string, context: Context): Syllable | undefined {
  const rules = Object.hasOwn(RULES, char) ? RULES[char] : undefined;
  const found = rules?.find(({ fits }) => fits(context));
  return found === undefined ? undefined : parseSyllable(found.reading);
}

/** Characters on either side that rules look at. */
const CONTEXT_CHARS = 10;
