//! Codes of currencies, ISO 4217.

/// The codes in use, by alphabet.
const CODES: &str = "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD \
                     CDF CHF CLF CLP CNH CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS \
                     GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW \
                     KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD \
                     NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD \
                     SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UYW UZS \
                     VED VES VND VUV WST XAF XCD XCG XDR XOF XPF YER ZAR ZMW ZWG";

/// The codes of all currencies in use; offshore yuan, `CNH`, is no code of the standard and is one of contracts.
pub(crate) fn currencies() -> impl Iterator<Item = &'static str> {
    CODES.split_ascii_whitespace()
}

/// Whether a currency has a code.
#[must_use]
pub(crate) fn is_currency(code: &str) -> bool {
    currencies().any(|known| known == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_told_from_slips() {
        assert!(["EUR", "USD", "CNY", "CNH", "JPY", "ZWG"].iter().all(|code| is_currency(code)));
        assert!(["EUX", "USB", "RMB", "eur", "€", ""].iter().all(|code| !is_currency(code)));
        let all: Vec<&str> = currencies().collect();
        assert!(all.is_sorted() && all.iter().all(|code| code.len() == 3));
    }
}
