//! Countries by code or name.

use super::in_small_letters;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// ISO 3166-1 alpha-2 code of a country given as alpha-2, alpha-3 or a usual name in English or its own language.
#[must_use]
pub fn code(value: &str) -> Option<&'static str> {
    let wanted = value.trim().trim_end_matches('.');
    if wanted.len() > LONGEST {
        return None;
    }
    CODES.get(&*in_small_letters(wanted, &mut [0; LONGEST])).copied()
}

/// Bytes of the longest name, with room to spare.
const LONGEST: usize = 40;

/// Alpha-2 by itself, alpha-3 and every name.
static CODES: LazyLock<FxHashMap<String, &str>> = LazyLock::new(|| {
    let names = |(code, names): &(&'static str, &'static str)| {
        let code = *code;
        let alpha2 = std::iter::once(code.to_lowercase());
        alpha2.chain(names.split('|').map(str::to_owned)).map(move |name| (name, code))
    };
    COUNTRIES.iter().flat_map(names).collect()
});

/// Alpha-2, in their order, then alpha-3 and names in lower case.
const COUNTRIES: &[(&str, &str)] = &[
    ("AE", "are|united arab emirates|uae"),
    ("AR", "arg|argentina"),
    ("AT", "aut|austria|österreich|oesterreich"),
    ("AU", "aus|australia"),
    ("BD", "bgd|bangladesh"),
    ("BE", "bel|belgium|belgië|belgique|belgien"),
    ("BG", "bgr|bulgaria"),
    ("BR", "bra|brazil|brasil"),
    ("CA", "can|canada"),
    ("CH", "che|switzerland|schweiz|suisse|svizzera"),
    ("CL", "chl|chile"),
    ("CN", "chn|china|中国"),
    ("CO", "col|colombia"),
    ("CZ", "cze|czech republic|czechia|česko"),
    ("DE", "deu|ger|germany|deutschland|allemagne|alemania"),
    ("DK", "dnk|denmark|danmark"),
    ("EE", "est|estonia"),
    ("EG", "egy|egypt|مصر"),
    ("ES", "esp|spain|españa|espana|spanien"),
    ("FI", "fin|finland|suomi"),
    ("FR", "fra|france|frankreich|francia"),
    ("GB", "gbr|uk|united kingdom|great britain|england|scotland|wales|northern ireland|u.k"),
    ("GR", "grc|greece|ελλάδα|hellas"),
    ("HK", "hkg|hong kong"),
    ("HR", "hrv|croatia|hrvatska"),
    ("HU", "hun|hungary|magyarország"),
    ("ID", "idn|indonesia"),
    ("IE", "irl|ireland|éire"),
    ("IL", "isr|israel"),
    ("IN", "ind|india|bharat"),
    ("IS", "isl|iceland"),
    ("IT", "ita|italy|italia|italien"),
    ("JP", "jpn|japan|日本"),
    ("KE", "ken|kenya"),
    ("KR", "kor|south korea|korea|republic of korea|대한민국"),
    ("LT", "ltu|lithuania"),
    ("LU", "lux|luxembourg"),
    ("LV", "lva|latvia"),
    ("MA", "mar|morocco|maroc"),
    ("MX", "mex|mexico|méxico"),
    ("MY", "mys|malaysia"),
    ("NG", "nga|nigeria"),
    ("NL", "nld|netherlands|the netherlands|nederland|holland|niederlande"),
    ("NO", "nor|norway|norge"),
    ("NZ", "nzl|new zealand"),
    ("PE", "per|peru|perú"),
    ("PH", "phl|philippines"),
    ("PK", "pak|pakistan"),
    ("PL", "pol|poland|polska|polen"),
    ("PT", "prt|portugal"),
    ("RO", "rou|romania|românia"),
    ("RS", "srb|serbia"),
    ("RU", "rus|russia|russian federation|россия"),
    ("SA", "sau|saudi arabia"),
    ("SE", "swe|sweden|sverige|schweden"),
    ("SG", "sgp|singapore"),
    ("SI", "svn|slovenia"),
    ("SK", "svk|slovakia"),
    ("TH", "tha|thailand"),
    ("TR", "tur|turkey|türkiye|turkiye"),
    ("TW", "twn|taiwan"),
    ("UA", "ukr|ukraine|україна"),
    ("US", "usa|united states|united states of america|america|u.s|u.s.a|estados unidos"),
    ("VN", "vnm|vietnam|viet nam"),
    ("ZA", "zaf|south africa"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_names() {
        assert_eq!(code("us"), Some("US"));
        assert_eq!(code(" Deutschland "), Some("DE"));
        assert_eq!(code("GBR"), Some("GB"));
        assert_eq!(code("Türkiye"), Some("TR"));
        assert_eq!(code("Atlantis"), None);
        assert!(COUNTRIES.is_sorted());
    }
}
