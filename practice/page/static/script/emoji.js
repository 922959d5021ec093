// Emoji by their Slack names: the ones apps and people use most. Unknown names stay as typed.

const GLYPHS = {
  "+1": "👍", "-1": "👎", thumbsup: "👍", thumbsdown: "👎", wave: "👋", clap: "👏", pray: "🙏", raised_hands: "🙌",
  raising_hand: "🙋", point_right: "👉", point_left: "👈", point_up: "☝️", point_down: "👇", ok_hand: "👌", eyes: "👀",
  smile: "😄", slightly_smiling_face: "🙂", grin: "😁", joy: "😂", wink: "😉", thinking_face: "🤔", cry: "😢",
  confused: "😕", neutral_face: "😐", tada: "🎉", heart: "❤️", star: "⭐", sparkles: "✨", fire: "🔥", rocket: "🚀",
  zap: "⚡", boom: "💥", bulb: "💡", bell: "🔔", no_bell: "🔕", mega: "📣", loudspeaker: "📢", speech_balloon: "💬",
  white_check_mark: "✅", heavy_check_mark: "✔️", ballot_box_with_check: "☑️", x: "❌", heavy_multiplication_x: "✖️",
  negative_squared_cross_mark: "❎", warning: "⚠️", no_entry: "⛔", no_entry_sign: "🚫", rotating_light: "🚨",
  question: "❓", exclamation: "❗", information_source: "ℹ️", hourglass: "⌛", hourglass_flowing_sand: "⏳",
  stopwatch: "⏱️", alarm_clock: "⏰", clock9: "🕘", calendar: "📆", date: "📅", spiral_calendar_pad: "🗓️",
  clipboard: "📋", memo: "📝", pencil: "📝", pencil2: "✏️", page_facing_up: "📄", paperclip: "📎", pushpin: "📌",
  round_pushpin: "📍", bookmark: "🔖", books: "📚", book: "📖", link: "🔗", file_folder: "📁", inbox_tray: "📥",
  outbox_tray: "📤", email: "✉️", envelope: "✉️", telephone_receiver: "📞", bar_chart: "📊",
  chart_with_upwards_trend: "📈", chart_with_downwards_trend: "📉", trophy: "🏆", medal: "🏅", dart: "🎯",
  mortar_board: "🎓", busts_in_silhouette: "👥", bust_in_silhouette: "👤", office: "🏢", hospital: "🏥", house: "🏠",
  school: "🏫", fire_engine: "🚒", ambulance: "🚑", police_car: "🚓", firefighter: "🧑‍🚒", cop: "👮", helicopter: "🚁",
  radio: "📻", satellite_antenna: "📡", lock: "🔒", unlock: "🔓", key: "🔑", gear: "⚙️", hammer_and_wrench: "🛠️",
  wrench: "🔧", mag: "🔍", seedling: "🌱", evergreen_tree: "🌲", sunny: "☀️", cloud: "☁️", tornado: "🌪️", ocean: "🌊",
  snowflake: "❄️", red_circle: "🔴", large_orange_circle: "🟠", large_yellow_circle: "🟡", large_green_circle: "🟢",
  large_blue_circle: "🔵", white_circle: "⚪", black_circle: "⚫", red_square: "🟥", large_yellow_square: "🟨",
  large_green_square: "🟩", large_blue_square: "🟦", white_large_square: "⬜", black_large_square: "⬛", arrow_right: "➡️",
  arrow_left: "⬅️", arrow_up: "⬆️", arrow_down: "⬇️", arrow_upper_right: "↗️", arrow_lower_right: "↘️", repeat: "🔁",
  arrows_counterclockwise: "🔄", heavy_plus_sign: "➕", heavy_minus_sign: "➖", one: "1️⃣", two: "2️⃣", three: "3️⃣", "100": "💯",
};

/** The glyph of an emoji by name, or by `unicode` code points as rich text gives them; null when unknown. */
export function glyph(name, unicode) {
  if (unicode) return String.fromCodePoint(...unicode.split("-").map((point) => Number.parseInt(point, 16)));
  return Object.hasOwn(GLYPHS, name) ? GLYPHS[name] : null;
}
