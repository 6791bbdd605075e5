//! The parts of a URL that tell where a visit came from, and the parts that must not be kept.

/// The decoded value of a parameter of a URL's query.
pub(crate) fn query(url: &str, parameter: &str) -> Option<String> {
    let (_, query) = url.split_once('?')?;
    let query = query.split('#').next().unwrap_or(query);
    let value = query.split('&').find_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        name.eq_ignore_ascii_case(parameter).then_some(value)
    })?;
    let text = decode_percent(&value.replace('+', " ")).trim().to_owned();
    (!text.is_empty()).then_some(text)
}

/// `%20` and its like as characters.
pub(crate) fn decode_percent(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        let digits =
            (byte == b'%').then(|| tail.get(..2)).flatten().and_then(|pair| std::str::from_utf8(pair).ok());
        if let Some(decoded) = digits.and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
            bytes.push(decoded);
            rest = &tail[2..];
        } else {
            bytes.push(byte);
            rest = tail;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The host of a URL, in small letters and without `www.`.
pub(crate) fn host(url: &str) -> Option<String> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next()?.rsplit('@').next()?.split(':').next()?.to_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    (host.contains('.') && !host.contains(' ')).then(|| host.to_owned())
}

/// The URL without the parameters that hold an e-mail address.
pub(crate) fn without_addresses(url: &str) -> String {
    if !url.contains('@') && !url.contains("%40") {
        return url.to_owned();
    }
    let clean = |part: &str| !part.contains('@') && !part.contains("%40");
    let Some((page, query)) = url.split_once('?') else {
        return if clean(url) {
            url.to_owned()
        } else {
            url.split('/').filter(|part| clean(part)).collect::<Vec<_>>().join("/")
        };
    };
    let kept: Vec<&str> = query.split(['&', '#']).filter(|part| clean(part)).collect();
    let page = without_addresses(page);
    if kept.is_empty() { page } else { format!("{page}?{}", kept.join("&")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_and_hosts() {
        let url = "https://www.shop.example/a?utm_source=a%20b+c&x=&utm_medium=e#f";
        assert_eq!(query(url, "utm_source").as_deref(), Some("a b c"));
        assert_eq!(query(url, "x"), None);
        assert_eq!(query(url, "utm_medium").as_deref(), Some("e"));
        assert_eq!(host(url).as_deref(), Some("shop.example"));
        assert_eq!(host("nothing"), None);
        assert_eq!(decode_percent("100%"), "100%");
    }

    #[test]
    fn addresses_leave_the_url() {
        for (url, want) in [
            ("https://x.org/a?email=a%40b.org&utm_source=c", "https://x.org/a?utm_source=c"),
            ("https://x.org/a?m=a@b.org", "https://x.org/a"),
            ("https://x.org/u/a@b.org/edit", "https://x.org/u/edit"),
            ("https://x.org/a", "https://x.org/a"),
        ] {
            assert_eq!(without_addresses(url), want);
        }
    }
}
