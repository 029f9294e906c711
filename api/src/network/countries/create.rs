//! Adding a participating state.

use async_graphql::InputObject;
use entity::vocabulary::Precision;
use serde::Deserialize;
use utoipa::ToSchema;

use super::add::{NewCountry, add_country};
use super::input::{CountryPartInput, check_borders, check_texts, check_words, named, part_since};
use super::read::by_code;
use super::store;
use super::view::Country;
use crate::access::{Act, Target, acts};
use crate::ctx::Ctx;
use crate::error::{Code, Error, Findings, Result};
use crate::kit::day::Day;
use crate::kit::partial_date::PartialDate;
use crate::network::facts::view::LanguageText;

/// A participating state to be added.
#[derive(Clone, Debug, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(name = "CreateCountryInput")]
pub struct CreateCountry {
    /// ISO 3166-1 alpha-2.
    #[schema(example = "CZ")]
    pub code: String,
    /// ISO 3166-1 alpha-3.
    #[schema(example = "CZE")]
    pub alpha3: String,
    /// ISO 3166-1 numeric, three digits.
    #[schema(example = "203")]
    pub numeric: String,
    /// Short name in English.
    #[schema(example = "Czechia")]
    pub name: String,
    /// Names in the country's own languages.
    pub native_names: Option<Vec<LanguageText>>,
    /// Official name in English.
    #[schema(example = "Czech Republic")]
    pub official_name: String,
    /// BCP 47 tags of the official languages.
    pub official_languages: Option<Vec<String>>,
    /// Its part in the process; none if not given.
    pub part: Option<CountryPartInput>,
    /// Day of accession to the European Union.
    pub eu_accession: Option<Day>,
    /// Day on which checks at land borders were lifted.
    pub schengen: Option<Day>,
    /// The network's word for countries in one situation, like `EU_MEMBER_2004`.
    pub accession_group: Option<String>,
    /// What it is in the process, as its documents say, like `PARTICIPANT`.
    pub process_role: Option<String>,
    /// Codes of the participating states it borders on by land.
    pub land_borders: Option<Vec<String>>,
    /// What a reader should know.
    pub note: Option<String>,
}

/// Adds a participating state.
pub async fn create(ctx: &Ctx, input: CreateCountry) -> Result<Country> {
    let target = Target::none("COUNTRY");
    ctx.permit(Act::CreateCountry, &target)?;
    let mut unit = ctx.begin().await?;
    let permit = unit.permit::<acts::CreateCountry>(&target)?;
    let numeric = checked(&input)?;
    let known = store::codes(unit.tx()).await?;
    if known.contains(&input.code) {
        return Err(Error::new(Code::Conflict, format!("There is a country `{}` already.", input.code)));
    }
    check_borders(&input.code, input.land_borders.as_deref(), &known)?;
    let today = PartialDate::of(ctx.today(), Precision::Day);
    let part = input.part.as_ref().map(|p| part_since(p.part, p.valid_from.unwrap_or(today)));
    let facts = named(Some(&input.name), input.native_names.as_deref()).into_iter().chain(part).collect();
    let new = NewCountry {
        code: input.code.clone(),
        alpha3: input.alpha3,
        numeric,
        official_name: input.official_name.trim().to_owned(),
        official_languages: input.official_languages.unwrap_or_default(),
        eu_accession: input.eu_accession,
        schengen: input.schengen,
        accession_group: input.accession_group,
        process_role: input.process_role,
        land_borders: input.land_borders.unwrap_or_default(),
        note: input.note,
        facts,
    };
    let id = add_country(&mut unit, &permit, new).await?;
    unit.commit(Some(id)).await?;
    by_code(ctx, &input.code).await
}

fn checked(input: &CreateCountry) -> Result<i32> {
    let mut findings = Findings::default();
    let letters = |text: &str, n: usize| text.len() == n && text.bytes().all(|b| b.is_ascii_uppercase());
    findings.check(letters(&input.code, 2), "/code", "Use two capital letters (ISO 3166-1 alpha-2), like UA.");
    findings.check(letters(&input.alpha3, 3), "/alpha3", "Use three capital letters (ISO 3166-1 alpha-3), like UKR.");
    let digits = input.numeric.len() == 3 && input.numeric.bytes().all(|b| b.is_ascii_digit());
    findings.check(digits, "/numeric", "Use three digits (ISO 3166-1 numeric), like 804.");
    let (native, languages) = (input.native_names.as_deref(), input.official_languages.as_deref());
    check_texts(&mut findings, Some(&input.name), native, Some(&input.official_name), languages);
    check_words(&mut findings, input.accession_group.as_deref(), input.process_role.as_deref(), input.note.as_deref());
    findings.done()?;
    input.numeric.parse().map_err(Error::internal)
}
