/** Units after a number: how they are written, one of them in words, several in words. */
const UNITS: readonly (readonly [string, string, string])[] = [
  ["km/h", "kilometer per hour", "kilometers per hour"],
  ["m/s", "meter per second", "meters per second"],
  ["mph", "mile per hour", "miles per hour"],
  ["kbps", "kilobit per second", "kilobits per second"],
  ["Mbps", "megabit per second", "megabits per second"],
  ["km", "kilometer", "kilometers"],
  ["cm", "centimeter", "centimeters"],
  ["mm", "millimeter", "millimeters"],
  ["m", "meter", "meters"],
  ["ft", "foot", "feet"],
  ["mi", "mile", "miles"],
  ["kg", "kilogram", "kilograms"],
  ["mg", "milligram", "milligrams"],
  ["g", "gram", "grams"],
  ["lbs", "pound", "pounds"],
  ["lb", "pound", "pounds"],
  ["oz", "ounce", "ounces"],
  ["ml", "milliliter", "milliliters"],
  ["l", "liter", "liters"],
  ["°C", "degree celsius", "degrees celsius"],
  ["°F", "degree fahrenheit", "degrees fahrenheit"],
  ["°", "degree", "degrees"],
  ["%", "percent", "percent"],
  ["kHz", "kilohertz", "kilohertz"],
  ["MHz", "megahertz", "megahertz"],
  ["GHz", "gigahertz", "gigahertz"],
  ["Hz", "hertz", "hertz"],
  ["KB", "kilobyte", "kilobytes"],
  ["kB", "kilobyte", "kilobytes"],
  ["MB", "megabyte", "megabytes"],
  ["GB", "gigabyte", "gigabytes"],
  ["TB", "terabyte", "terabytes"],
  ["ms", "millisecond", "milliseconds"],
  ["s", "second", "seconds"],
  ["min", "minute", "minutes"],
  ["hrs", "hour", "hours"],
  ["hr", "hour", "hours"],
  ["h", "hour", "hours"],
  ["kWh", "kilowatt hour", "kilowatt hours"],
  ["kW", "kilowatt", "kilowatts"],
  ["W", "watt", "watts"],
  ["mA", "milliampere", "milliamperes"],
  ["V", "volt", "volts"],
  ["dB", "decibel", "decibels"],
  ["px", "pixel", "pixels"],
  ["fps", "frame per second", "frames per second"],
];

const BY_SIGN: ReadonlyMap<string, readonly [string, string]> = new Map(
  UNITS.map(([sign, one, many]) => [sign, [one, many]]),
);

/** Source of a pattern for a unit right after a number, longest first; no letter or digit may follow. */
export const UNIT_PATTERN = `(?:${UNITS.map(([sign]) => sign)
  .sort((a, b) => b.length - a.length)
  .join("|")})(?![\\p{L}\\p{N}])`;

/** A unit in words, for the number `amount` as written. */
export function unitWords(sign: string, amount: string): string {
  const [one, many] = BY_SIGN.get(sign) ?? ["", ""];
  return amount === "1" ? one : many;
}
