//! Seals: how a file that linestop wrote tells by itself whether anybody has edited it since.
//!
//! A seal is the SHA-256 of all else in the file, in a place where its format takes comments: at the end of SVG, HTML
//! and manual pages, in a text chunk of PNG, in a last field of JSON. Other formats have none.

use crate::experiment::{is_marked, sha256, whole};

const WORDS: &str = "linestop sha256 ";
/// Letters of a SHA-256.
const SUM: usize = 64;
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
/// Bytes of the chunk that ends a PNG.
const PNG_END: usize = 12;

/// The bytes of a file with its seal; those of a format that takes none as they are.
pub(crate) fn sealed(mut bytes: Vec<u8>) -> Vec<u8> {
    match Kind::of(&bytes) {
        Some(Kind::Png) => {
            let seal = chunk(&sha256(&bytes));
            let end = bytes.len() - PNG_END;
            bytes.splice(end..end, seal);
        }
        Some(Kind::Comment(before, behind)) => {
            if bytes.last() != Some(&b'\n') {
                bytes.push(b'\n');
            }
            let sum = sha256(&bytes);
            bytes.extend(format!("{before}{WORDS}{sum}{behind}\n").bytes());
        }
        Some(Kind::Json) => {
            let sum = sha256(&bytes);
            bytes.truncate(bytes.len() - JSON_END.len());
            bytes.extend(format!(",\n  \"seal\": \"{sum}\"{JSON_END}").bytes());
        }
        None => {}
    }
    bytes
}

/// Whether a file has a seal and is as it was sealed.
pub(super) fn is_whole(bytes: &[u8]) -> bool {
    // A part of a run has its sum in its first line.
    whole(bytes).is_some() || without(bytes).is_some_and(|(rest, sum)| sha256(&rest).as_bytes() == sum)
}

/// Whether a file has a seal, broken or not.
pub(super) fn is_sealed(bytes: &[u8]) -> bool {
    is_marked(bytes) || without(bytes).is_some()
}

/// How a format takes a seal.
enum Kind {
    Png,
    /// What stands before and behind the words of a comment.
    Comment(&'static str, &'static str),
    Json,
}

const JSON_END: &str = "\n}\n";

impl Kind {
    fn of(bytes: &[u8]) -> Option<Self> {
        match bytes.first()? {
            _ if bytes.starts_with(PNG) => (bytes.len() > PNG.len() + PNG_END).then_some(Self::Png),
            b'<' => Some(Self::Comment("<!-- ", " -->")),
            b'.' => Some(Self::Comment(".\\\" ", "")),
            b'{' if bytes.ends_with(JSON_END.as_bytes()) => Some(Self::Json),
            _ => None,
        }
    }
}

/// A file as it was before it was sealed, and the sum in its seal.
fn without(bytes: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let (start, before, behind) = match Kind::of(bytes)? {
        Kind::Png => {
            let length = chunk(&"0".repeat(SUM)).len();
            let start = bytes.len().checked_sub(PNG_END + length)?;
            let (seal, end) = bytes[start..].split_at(length);
            let sum = &seal[length - 4 - SUM..length - 4];
            let known = std::str::from_utf8(sum).is_ok_and(|sum| chunk(sum) == seal);
            return known.then(|| ([&bytes[..start], end].concat(), sum));
        }
        Kind::Comment(before, behind) => {
            let length = before.len() + WORDS.len() + SUM + behind.len() + 1;
            (bytes.len().checked_sub(length)?, format!("{before}{WORDS}"), format!("{behind}\n"))
        }
        Kind::Json => {
            let before = ",\n  \"seal\": \"".to_owned();
            let behind = format!("\"{JSON_END}");
            (bytes.len().checked_sub(before.len() + SUM + behind.len())?, before, behind)
        }
    };
    let sum = bytes[start..].strip_prefix(before.as_bytes())?.strip_suffix(behind.as_bytes())?;
    let end: &[u8] = if before.starts_with(',') { JSON_END.as_bytes() } else { b"" };
    Some(([&bytes[..start], end].concat(), sum))
}

const KEYWORD: &str = "Comment\0";

/// A text chunk of PNG with the seal.
fn chunk(sum: &str) -> Vec<u8> {
    let named = format!("tEXt{KEYWORD}{WORDS}{sum}").into_bytes();
    #[allow(clippy::cast_possible_truncation, reason = "words and a sum are some hundred bytes")]
    let length = named.len() as u32 - 4;
    [&length.to_be_bytes()[..], &named, &check(&named).to_be_bytes()].concat()
}

/// The check sum of a chunk of PNG.
fn check(bytes: &[u8]) -> u32 {
    let step = |sum: u32| if sum & 1 == 1 { 0xEDB8_8320 ^ (sum >> 1) } else { sum >> 1 };
    !bytes.iter().fold(u32::MAX, |sum, byte| (0..8).fold(sum ^ u32::from(*byte), |sum, _| step(sum)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png() -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, 1, 1);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.write_header().unwrap().write_image_data(&[7]).unwrap();
        bytes
    }

    #[test]
    fn a_sealed_file_tells_whether_it_was_edited() {
        for plain in [&b"<svg></svg>"[..], b"<!doctype html>\n<p>5\n", b".TH x\n", b"{\n  \"a\": 1\n}\n", &png()] {
            assert!(!is_sealed(plain) && !is_whole(plain));
            let seal = sealed(plain.to_vec());
            assert!(is_whole(&seal), "{}", String::from_utf8_lossy(&seal));
            for at in 0..seal.len() {
                let mut edited = seal.clone();
                edited[at] ^= 1;
                assert!(!is_whole(&edited), "byte {at} of {}", String::from_utf8_lossy(&seal));
            }
            assert!(!is_whole(&[&seal[..], b"more\n"].concat()));
        }
    }

    #[test]
    fn formats_without_comments_stay_as_they_are() {
        for plain in [&b""[..], b"a,b\n1,2\n", b"PK\x03\x04", b"{\"a\": 1}", PNG] {
            assert!(sealed(plain.to_vec()) == plain && !is_sealed(plain));
        }
    }

    #[test]
    fn a_sealed_picture_and_a_sealed_object_can_be_read() {
        let seal = sealed(png());
        let mut reader = png::Decoder::new(std::io::Cursor::new(&seal)).read_info().unwrap();
        let mut dots = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut dots).unwrap();
        reader.finish().unwrap();
        assert_eq!(dots, [7]);
        assert!(reader.info().uncompressed_latin1_text.iter().any(|text| text.text.starts_with(WORDS)));
        let object: serde_json::Value = serde_json::from_slice(&sealed(b"{\n  \"a\": 1\n}\n".to_vec())).unwrap();
        assert_eq!((object["a"].as_u64(), object["seal"].as_str().map(str::len)), (Some(1), Some(SUM)));
    }
}
