/** Words before which the number 2 is 两: measures, times, money, and 万 and the like. */
const TWO_OF = new RegExp(
  "^(?:小时|分钟|星期|礼拜|公里|公斤|公升|千克|厘米|毫米|英里|英寸|英尺|平方|立方|美元|欧元|英镑|日元|港元|" +
    "[个個只隻条條张張块塊瓶杯份本辆輛台臺位名天年岁歲次遍回种種件双雙对對口家间間座栋棟层層步句段篇首支枝根片粒颗顆朵束把套部项項" +
    "门門组組批群排行列周点點刻斤米吨噸升克元毛角人者地倍成半边邊头頭匹袋盒箱包桶碗盘盤场場届屆轮輪期代集题題字户戶道顿頓阵陣声聲下" +
    "眼大百千万萬亿億秒分股样樣类類笔筆封幅棵株滴堆串只艘架枚副堂节節幕局拨撥桌])",
);

/** What makes a following 2 an ordinal: 第二个, 星期二, 周二. */
const ORDINAL_BEFORE = /(?:第|初|星期|礼拜|禮拜|周|週|月|年级|高|初|大|小)$/;

/** Whether a lone 2 between `before` and `after` is spoken 两. */
export function isTwoOf(before: string, after: string): boolean {
  if (/^(?:月|日|号|號|楼|樓|班|级|級)/.test(after)) return false;
  return TWO_OF.test(after.trimStart()) && !ORDINAL_BEFORE.test(before);
}

/** Units as they are written behind numbers, and what they are called. Longer ones are tried first. */
const UNITS: readonly (readonly [string, string])[] = (
  [
    ["km/h", "公里每小时"],
    ["m/s", "米每秒"],
    ["km²", "平方公里"],
    ["km2", "平方公里"],
    ["㎢", "平方公里"],
    ["cm²", "平方厘米"],
    ["cm2", "平方厘米"],
    ["m²", "平方米"],
    ["m2", "平方米"],
    ["㎡", "平方米"],
    ["m³", "立方米"],
    ["m3", "立方米"],
    ["cm³", "立方厘米"],
    ["km", "公里"],
    ["㎞", "公里"],
    ["cm", "厘米"],
    ["㎝", "厘米"],
    ["mm", "毫米"],
    ["㎜", "毫米"],
    ["μm", "微米"],
    ["nm", "纳米"],
    ["m", "米"],
    ["kg", "公斤"],
    ["KG", "公斤"],
    ["㎏", "公斤"],
    ["mg/L", "毫克每升"],
    ["mg", "毫克"],
    ["μg", "微克"],
    ["g", "克"],
    ["t", "吨"],
    ["mL", "毫升"],
    ["ml", "毫升"],
    ["L", "升"],
    ["kHz", "千赫兹"],
    ["MHz", "兆赫兹"],
    ["GHz", "吉赫兹"],
    ["Hz", "赫兹"],
    ["kWh", "千瓦时"],
    ["kW", "千瓦"],
    ["MW", "兆瓦"],
    ["W", "瓦"],
    ["mAh", "毫安时"],
    ["mA", "毫安"],
    ["kV", "千伏"],
    ["V", "伏"],
    ["kPa", "千帕"],
    ["MPa", "兆帕"],
    ["Pa", "帕"],
    ["kJ", "千焦"],
    ["kcal", "千卡"],
    ["dB", "分贝"],
    ["ms", "毫秒"],
    ["s", "秒"],
    ["min", "分钟"],
    ["h", "小时"],
    ["℃", "摄氏度"],
    ["°C", "摄氏度"],
    ["℉", "华氏度"],
    ["°F", "华氏度"],
    ["°", "度"],
  ] as const
).toSorted(([a], [b]) => b.length - a.length);

const UNIT_NAMES = new Map<string, string>(UNITS);

/** A unit as the source of a regular expression, with the space before it; in the group `unit`. */
export const UNIT_PATTERN = `\\s?(?<unit>${UNITS.map(([unit]) => unit.replace("/", "\\/")).join("|")})(?![A-Za-z0-9²³])`;

/** What a unit is called; empty for none. */
export function unitName(unit: string | undefined): string {
  return UNIT_NAMES.get(unit ?? "") ?? "";
}

/** Signs and codes of currencies, and what they are called. */
const CURRENCIES = new Map([
  ["¥", "元"],
  ["￥", "元"],
  ["RMB", "元"],
  ["CNY", "元"],
  ["$", "美元"],
  ["US$", "美元"],
  ["USD", "美元"],
  ["HK$", "港元"],
  ["HKD", "港元"],
  ["NT$", "新台币"],
  ["€", "欧元"],
  ["EUR", "欧元"],
  ["£", "英镑"],
  ["GBP", "英镑"],
  ["JPY", "日元"],
  ["₩", "韩元"],
  ["₽", "卢布"],
  ["₹", "卢比"],
  ["฿", "泰铢"],
]);

/** Signs and codes of currencies as the source of a regular expression. */
export const CURRENCY_PATTERN =
  "(?:US|HK|NT)\\$|[¥￥$€£₩₽₹฿]|(?:RMB|CNY|USD|HKD|EUR|GBP|JPY)(?![A-Za-z])";

/** What a currency is called; empty for none. */
export function currencyName(sign: string | undefined): string {
  return CURRENCIES.get(sign ?? "") ?? "";
}
