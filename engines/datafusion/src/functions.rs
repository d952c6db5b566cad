//! Scalar functions: names normalized, read, romanized and compared.

use crate::columns::{PersonColumns, is_name, is_text, text_field};
use crate::output::{BITS, VariantNames, bits_array, evidence_array, evidence_type};
use crate::persons::{Names, Persons, is_person, texts};
use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, ListArray, StringViewArray, StringViewBuilder, StructArray,
};
use datafusion::arrow::buffer::{NullBuffer, OffsetBuffer};
use datafusion::arrow::datatypes::{DataType, Field, FieldRef, Fields};
use datafusion::common::{Result, exec_datafusion_err, plan_datafusion_err, plan_err};
use datafusion::logical_expr::{
    ColumnarValue, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature,
    Volatility,
};
use std::sync::{Arc, LazyLock};
use sverka::{Evidence, Model, Normalizer, PersonName, Record, System, Token};

/// A function of this crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Function {
    Normalize,
    Readings,
    Keys,
    Romanize,
    Bits,
    Explain,
}

/// All functions: `sverka_normalize`, `sverka_readings`, `sverka_keys`, `sverka_romanize`, `sverka_bits` and
/// `sverka_explain`.
pub(crate) fn functions() -> Vec<Arc<ScalarUDF>> {
    let all = [
        Function::Normalize,
        Function::Readings,
        Function::Keys,
        Function::Romanize,
        Function::Bits,
        Function::Explain,
    ];
    let udf = |function| Arc::new(ScalarUDF::new_from_impl(SverkaFunction::new(function)));
    all.into_iter().map(udf).collect()
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct SverkaFunction {
    function: Function,
    signature: Signature,
}

impl SverkaFunction {
    fn new(function: Function) -> Self {
        SverkaFunction { function, signature: Signature::user_defined(Volatility::Immutable) }
    }
}

impl ScalarUDFImpl for SverkaFunction {
    fn name(&self) -> &str {
        match self.function {
            Function::Normalize => "sverka_normalize",
            Function::Readings => "sverka_readings",
            Function::Keys => "sverka_keys",
            Function::Romanize => "sverka_romanize",
            Function::Bits => "sverka_bits",
            Function::Explain => "sverka_explain",
        }
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    /// Takes the types that the function reads as they are, and refuses others.
    fn coerce_types(&self, types: &[DataType]) -> Result<Vec<DataType>> {
        let name = self.name();
        match (self.function, types) {
            (Function::Romanize, [text, system]) if is_text(text) && is_text(system) => {}
            (Function::Romanize, _) => {
                return plan_err!("{name}: expected (text, system), both text");
            }
            (Function::Bits | Function::Explain, [one, other]) => {
                for side in [one, other] {
                    match side {
                        DataType::Struct(fields) if is_person(side) => {
                            PersonColumns::find(name, fields)?;
                        }
                        side if is_name(side) => {}
                        side => {
                            return plan_err!(
                                "{name}: an argument is {side}; expected a name, or a struct of \
                                 a record with its field name"
                            );
                        }
                    }
                }
            }
            (Function::Bits | Function::Explain, _) => {
                return plan_err!("{name}: expected two names, or two structs of records");
            }
            (_, [one]) if is_name(one) => {}
            (_, _) => {
                return plan_err!(
                    "{name}: expected one name: text, or a struct of full, given, patronymic, family"
                );
            }
        }
        Ok(types.to_vec())
    }

    fn return_type(&self, _types: &[DataType]) -> Result<DataType> {
        Ok(match self.function {
            Function::Normalize => list_of(token_fields()),
            Function::Readings => list_of(reading_fields()),
            Function::Keys => DataType::List(text_item()),
            Function::Romanize => DataType::Utf8View,
            Function::Bits => BITS,
            Function::Explain => evidence_type(),
        })
    }

    /// A system that is stated in the query is looked up before anything is read.
    fn return_field_from_args(&self, args: ReturnFieldArgs) -> Result<FieldRef> {
        if let (Function::Romanize, [_, Some(system)]) = (self.function, args.scalar_arguments)
            && let Some(system) = system.try_as_str().flatten()
        {
            find_system(system).map_err(|what| plan_datafusion_err!("{what}"))?;
        }
        Ok(Arc::new(Field::new(self.name(), self.return_type(&[])?, true)))
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        // Constants are computed once, and not once for each row.
        let all_scalar = args.args.iter().all(|arg| matches!(arg, ColumnarValue::Scalar(_)));
        let rows = if all_scalar { 1 } else { args.number_rows };
        let arrays = args.args.iter().map(|arg| arg.to_array(rows));
        let arrays = arrays.collect::<Result<Vec<_>>>()?;
        let result = match self.function {
            Function::Normalize => normalize(&Names::new(&arrays[0])?, rows)?,
            Function::Readings => readings(&Names::new(&arrays[0])?, rows)?,
            Function::Keys => keys(&Names::new(&arrays[0])?, rows)?,
            Function::Romanize => romanize(&texts(&arrays[0])?, &texts(&arrays[1])?)?,
            Function::Bits => {
                let evidence = compare(self.name(), &arrays, rows)?;
                bits_array(evidence.iter().map(|found| found.as_ref().map(Evidence::bits)))?
            }
            Function::Explain => {
                let evidence = compare(self.name(), &arrays, rows)?;
                evidence_array(evidence.iter().map(Option::as_ref))?
            }
        };
        match all_scalar {
            true => Ok(ColumnarValue::Scalar(datafusion::common::ScalarValue::try_from_array(
                &result, 0,
            )?)),
            false => Ok(ColumnarValue::Array(result)),
        }
    }
}

fn text_item() -> FieldRef {
    Arc::new(text_field("item", false))
}

fn struct_item(fields: Fields) -> FieldRef {
    Arc::new(Field::new("item", DataType::Struct(fields), false))
}

fn list_of(fields: Fields) -> DataType {
    DataType::List(struct_item(fields))
}

fn token_fields() -> Fields {
    Fields::from(vec![text_field("token", false), text_field("role", false)])
}

fn reading_fields() -> Fields {
    let readings = Field::new("readings", DataType::List(text_item()), false);
    Fields::from(vec![text_field("token", false), readings])
}

/// What a list is made of: how many items each row has, and which rows are null.
#[derive(Default)]
struct Rows {
    lengths: Vec<usize>,
    stated: Vec<bool>,
}

impl Rows {
    fn list(self, item: FieldRef, values: ArrayRef) -> Result<ArrayRef> {
        let offsets = OffsetBuffer::from_lengths(self.lengths);
        let nulls = NullBuffer::from(self.stated);
        Ok(Arc::new(ListArray::try_new(item, offsets, values, Some(nulls))?))
    }
}

/// Normalizes the name of each row and passes on each of its tokens.
fn for_tokens(names: &Names, rows: usize, mut take: impl FnMut(Token<'_>)) -> Rows {
    let mut normalizer = Normalizer::new();
    let mut found = Rows::default();
    for row in 0..rows {
        let name = names.get(row);
        found.stated.push(name.is_some());
        let Some(name) = name else {
            found.lengths.push(0);
            continue;
        };
        let tokens = normalizer.normalize(&name).tokens();
        found.lengths.push(tokens.len());
        tokens.for_each(&mut take);
    }
    found
}

fn normalize(names: &Names, rows: usize) -> Result<ArrayRef> {
    let (mut texts, mut roles) = (StringViewBuilder::new(), StringViewBuilder::new());
    let mut names_of_roles = VariantNames::default();
    let found = for_tokens(names, rows, |token| {
        texts.append_value(token.text());
        roles.append_value(names_of_roles.name(token.role()));
    });
    let columns: Vec<ArrayRef> = vec![Arc::new(texts.finish()), Arc::new(roles.finish())];
    let count = columns[0].len();
    let structs = StructArray::try_new_with_length(token_fields(), columns, None, count)?;
    found.list(struct_item(token_fields()), Arc::new(structs))
}

fn readings(names: &Names, rows: usize) -> Result<ArrayRef> {
    let (mut texts, mut sounds) = (StringViewBuilder::new(), StringViewBuilder::new());
    let mut lengths = Vec::new();
    let found = for_tokens(names, rows, |token| {
        texts.append_value(token.text());
        let readings = token.readings();
        readings.iter().for_each(|reading| sounds.append_value(reading.sounds()));
        lengths.push(readings.len());
    });
    let offsets = OffsetBuffer::from_lengths(lengths);
    let readings = ListArray::try_new(text_item(), offsets, Arc::new(sounds.finish()), None)?;
    let columns: Vec<ArrayRef> = vec![Arc::new(texts.finish()), Arc::new(readings)];
    let count = columns[0].len();
    let structs = StructArray::try_new_with_length(reading_fields(), columns, None, count)?;
    found.list(struct_item(reading_fields()), Arc::new(structs))
}

/// The keys of all tokens of each name, each key once.
fn keys(names: &Names, rows: usize) -> Result<ArrayRef> {
    let mut normalizer = Normalizer::new();
    let (mut texts, mut found) = (StringViewBuilder::new(), Rows::default());
    for row in 0..rows {
        let name = names.get(row);
        found.stated.push(name.is_some());
        let mut keys: Vec<_> = name.map_or_else(Vec::new, |name: PersonName| {
            normalizer.normalize(&name).tokens().flat_map(|token| token.keys()).collect()
        });
        keys.sort_unstable_by(|one, other| one.as_str().cmp(other.as_str()));
        keys.dedup();
        found.lengths.push(keys.len());
        keys.iter().for_each(|key| texts.append_value(key.as_str()));
    }
    found.list(text_item(), Arc::new(texts.finish()))
}

fn find_system(key: &str) -> Result<System, String> {
    System::find(key).ok_or_else(|| {
        let keys: Vec<&str> = System::all().map(System::key).collect();
        format!("sverka_romanize: no system {key:?}; there are {}", keys.join(", "))
    })
}

fn romanize(texts: &StringViewArray, systems: &StringViewArray) -> Result<ArrayRef> {
    let romanized = texts.iter().zip(systems.iter()).map(|pair| match pair {
        (Some(text), Some(system)) => {
            let system = find_system(system).map_err(|what| exec_datafusion_err!("{what}"))?;
            Ok(Some(sverka::romanize(text, system)))
        }
        _ => Ok(None),
    });
    Ok(Arc::new(romanized.collect::<Result<StringViewArray>>()?))
}

/// One side of a comparison.
enum Side {
    Names(Names),
    Records(StructArray, Box<Persons>),
}

impl Side {
    fn new(function: &str, array: &ArrayRef) -> Result<Self> {
        match array.as_struct_opt() {
            Some(all) if is_person(all.data_type()) => {
                let columns = PersonColumns::find(function, all.fields())?;
                let persons = Persons::new(&columns, all.columns())?;
                Ok(Side::Records(all.clone(), Box::new(persons)))
            }
            _ => Ok(Side::Names(Names::new(array)?)),
        }
    }

    fn record(&self, function: &str, row: usize) -> Result<Option<Record>> {
        match self {
            Side::Names(names) => Ok(names.get(row).map(|name| Record::new("", name))),
            Side::Records(all, _) if all.is_null(row) => Ok(None),
            Side::Records(_, persons) => {
                let mut first = None;
                let record = persons.record(row, &mut |bad| _ = first.get_or_insert(bad));
                match first {
                    None => Ok(Some(record)),
                    Some(bad) => {
                        let (column, what) = (bad.column, bad.what);
                        let row = row + 1;
                        Err(exec_datafusion_err!(
                            "{function}: row {row} of a batch, field {column}: {what}"
                        ))
                    }
                }
            }
        }
    }
}

/// Compares two names by the default model, or two records if either side is one.
fn compare(function: &str, arrays: &[ArrayRef], rows: usize) -> Result<Vec<Option<Evidence>>> {
    static MODEL: LazyLock<Model> = LazyLock::new(Model::default);
    let (one, other) = (Side::new(function, &arrays[0])?, Side::new(function, &arrays[1])?);
    let compare = |row| match (&one, &other) {
        (Side::Names(one), Side::Names(other)) => {
            let pair = one.get(row).zip(other.get(row));
            Ok(pair.map(|(one, other)| sverka::compare_names(one, other)))
        }
        _ => {
            let pair = one.record(function, row)?.zip(other.record(function, row)?);
            Ok(pair.map(|(one, other)| MODEL.compare(&one, &other)))
        }
    };
    (0..rows).map(compare).collect()
}
