//! Countries of users.

use std::collections::HashSet;
use std::sync::LazyLock;

use tcf_codec::CountryCode;

/// The country of a code of two or three letters (ISO 3166-1), in either case. OpenRTB has codes of
/// three letters.
pub(crate) fn country_of_code(code: &str) -> Option<CountryCode> {
    let code = code.to_ascii_uppercase();
    match &*code {
        // The codes of the European Union.
        "UK" => return "GB".parse().ok(),
        "EL" => return "GR".parse().ok(),
        _ if code.len() != 3 => return code.parse().ok(),
        _ => {}
    }
    let mut codes = CODES.split_ascii_whitespace();
    codes.find_map(|pair| pair.strip_prefix(&*code))?.parse().ok()
}

/// Whether a code of two letters is that of a country. Others, such as `XX` and `EU`, stand for an
/// unknown country.
pub(crate) fn is_country(code: CountryCode) -> bool {
    static KNOWN: LazyLock<HashSet<CountryCode>> = LazyLock::new(|| {
        let codes = CODES.split_ascii_whitespace().filter_map(|pair| pair.get(3..));
        codes.filter_map(|code| code.parse().ok()).collect()
    });
    KNOWN.contains(&code)
}

/// Each code of three letters, followed by that of two.
const CODES: &str = "\
    ABWAW AFGAF AGOAO AIAAI ALAAX ALBAL ANDAD AREAE ARGAR ARMAM ASMAS ATAAQ ATFTF ATGAG AUSAU \
    AUTAT AZEAZ BDIBI BELBE BENBJ BESBQ BFABF BGDBD BGRBG BHRBH BHSBS BIHBA BLMBL BLRBY BLZBZ \
    BMUBM BOLBO BRABR BRBBB BRNBN BTNBT BVTBV BWABW CAFCF CANCA CCKCC CHECH CHLCL CHNCN CIVCI \
    CMRCM CODCD COGCG COKCK COLCO COMKM CPVCV CRICR CUBCU CUWCW CXRCX CYMKY CYPCY CZECZ DEUDE \
    DJIDJ DMADM DNKDK DOMDO DZADZ ECUEC EGYEG ERIER ESHEH ESPES ESTEE ETHET FINFI FJIFJ FLKFK \
    FRAFR FROFO FSMFM GABGA GBRGB GEOGE GGYGG GHAGH GIBGI GINGN GLPGP GMBGM GNBGW GNQGQ GRCGR \
    GRDGD GRLGL GTMGT GUFGF GUMGU GUYGY HKGHK HMDHM HNDHN HRVHR HTIHT HUNHU IDNID IMNIM INDIN \
    IOTIO IRLIE IRNIR IRQIQ ISLIS ISRIL ITAIT JAMJM JEYJE JORJO JPNJP KAZKZ KENKE KGZKG KHMKH \
    KIRKI KNAKN KORKR KWTKW LAOLA LBNLB LBRLR LBYLY LCALC LIELI LKALK LSOLS LTULT LUXLU LVALV \
    MACMO MAFMF MARMA MCOMC MDAMD MDGMG MDVMV MEXMX MHLMH MKDMK MLIML MLTMT MMRMM MNEME MNGMN \
    MNPMP MOZMZ MRTMR MSRMS MTQMQ MUSMU MWIMW MYSMY MYTYT NAMNA NCLNC NERNE NFKNF NGANG NICNI \
    NIUNU NLDNL NORNO NPLNP NRUNR NZLNZ OMNOM PAKPK PANPA PCNPN PERPE PHLPH PLWPW PNGPG POLPL \
    PRIPR PRKKP PRTPT PRYPY PSEPS PYFPF QATQA REURE ROURO RUSRU RWARW SAUSA SDNSD SENSN SGPSG \
    SGSGS SHNSH SJMSJ SLBSB SLESL SLVSV SMRSM SOMSO SPMPM SRBRS SSDSS STPST SURSR SVKSK SVNSI \
    SWESE SWZSZ SXMSX SYCSC SYRSY TCATC TCDTD TGOTG THATH TJKTJ TKLTK TKMTM TLSTL TONTO TTOTT \
    TUNTN TURTR TUVTV TWNTW TZATZ UGAUG UKRUA UMIUM URYUY USAUS UZBUZ VATVA VCTVC VENVE VGBVG \
    VIRVI VNMVN VUTVU WLFWF WSMWS YEMYE ZAFZA ZMBZM ZWEZW \
    ";

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_country_has_one_code_of_three_letters() {
        let pairs: Vec<_> = CODES.split_ascii_whitespace().map(|pair| pair.split_at(3)).collect();
        assert_eq!(pairs.len(), 249);
        let three: BTreeSet<_> = pairs.iter().map(|(three, _)| three).collect();
        let two: BTreeSet<_> = pairs.iter().map(|(_, two)| two).collect();
        assert_eq!((three.len(), two.len()), (249, 249));
        for (three, two) in pairs {
            assert_eq!(country_of_code(three).unwrap().as_str(), two);
        }
    }

    #[test]
    fn codes_have_two_or_three_letters() {
        let of = |code| country_of_code(code).map(|country| country.as_str().to_owned());
        for (code, expected) in [
            ("DEU", Some("DE")),
            ("usa", Some("US")),
            ("gb", Some("GB")),
            ("UK", Some("GB")),
            ("el", Some("GR")),
            ("XXX", None),
            ("DE ", None),
            ("D", None),
            ("", None),
            ("GERM", None),
        ] {
            assert_eq!(of(code).as_deref(), expected, "{code}");
        }
    }
}
