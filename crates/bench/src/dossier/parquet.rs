//! A flat table as a Parquet file: every column may be empty, nothing is compressed, and the same table gives the same
//! bytes.

use super::table::{Cell, Kind, Table};
use parquet::basic::{Compression, ConvertedType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::Type;
use std::sync::Arc;

/// The file.
///
/// # Errors
/// Never, as long as a table's columns have different names.
pub(super) fn file(table: &Table) -> Result<Vec<u8>, ParquetError> {
    let note = |key: &str, value: &str| KeyValue::new(key.to_owned(), value.to_owned());
    let properties = WriterProperties::builder()
        .set_compression(Compression::UNCOMPRESSED)
        .set_created_by(concat!("aliquot ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_key_value_metadata(Some(vec![note("what", table.what), note("in_silico", "true")]))
        .build();
    let mut writer = SerializedFileWriter::new(Vec::new(), schema(table)?, Arc::new(properties))?;
    let mut rows = writer.next_row_group()?;
    for (index, column) in table.columns.iter().enumerate() {
        let Some(mut writer) = rows.next_column()? else { break };
        let cells = || table.rows.iter().map(|row| row.get(index).unwrap_or(&Cell::Empty));
        match column.kind {
            Kind::Text => write::<ByteArrayType>(&mut writer, cells().map(text))?,
            Kind::Number => write::<DoubleType>(&mut writer, cells().map(number))?,
            Kind::Whole => write::<Int64Type>(&mut writer, cells().map(whole))?,
        }
        writer.close()?;
    }
    rows.close()?;
    writer.into_inner()
}

fn schema(table: &Table) -> Result<Arc<Type>, ParquetError> {
    let field = |column: &super::table::Column| {
        let (physical, converted) = match column.kind {
            Kind::Text => (Physical::BYTE_ARRAY, ConvertedType::UTF8),
            Kind::Number => (Physical::DOUBLE, ConvertedType::NONE),
            Kind::Whole => (Physical::INT64, ConvertedType::NONE),
        };
        let field = Type::primitive_type_builder(column.name, physical)
            .with_repetition(Repetition::OPTIONAL)
            .with_converted_type(converted);
        field.build().map(Arc::new)
    };
    let fields = table.columns.iter().map(field).collect::<Result<Vec<_>, _>>()?;
    Type::group_type_builder(table.name).with_fields(fields).build().map(Arc::new)
}

/// Writes what there is of a column, and for each row whether there is something.
fn write<T: DataType>(
    writer: &mut SerializedColumnWriter,
    cells: impl Iterator<Item = Option<T::T>>,
) -> Result<(), ParquetError> {
    let (mut values, mut levels) = (Vec::new(), Vec::new());
    for cell in cells {
        levels.push(i16::from(cell.is_some()));
        values.extend(cell);
    }
    writer.typed::<T>().write_batch(&values, Some(&levels), None).map(drop)
}

fn text(cell: &Cell) -> Option<ByteArray> {
    match cell {
        Cell::Text(text) => Some(ByteArray::from(text.as_str())),
        Cell::Number(_) | Cell::Whole(_) | Cell::Empty => None,
    }
}

fn number(cell: &Cell) -> Option<f64> {
    match cell {
        Cell::Number(number) => Some(*number),
        Cell::Text(_) | Cell::Whole(_) | Cell::Empty => None,
    }
}

fn whole(cell: &Cell) -> Option<i64> {
    match cell {
        Cell::Whole(whole) => Some(*whole),
        Cell::Text(_) | Cell::Number(_) | Cell::Empty => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dossier::table::Column;
    use ::parquet::file::reader::{FileReader, SerializedFileReader};
    use ::parquet::record::Field;

    const COLUMNS: [Column; 3] = [Column::text("who"), Column::number("size_ul"), Column::whole("times")];

    /// Read back by the library's own reader, row by row.
    #[test]
    fn what_is_written_is_read_back_with_its_names_kinds_and_gaps() {
        let rows = vec![
            vec![Cell::Text("patch".to_owned()), Cell::Number(-0.25), Cell::Whole(3)],
            vec![Cell::Text("µ".to_owned()), Cell::Empty, Cell::Empty],
            vec![Cell::Empty, Cell::Number(1e300), Cell::Whole(i64::MIN)],
        ];
        let table = Table { name: "strokes", what: "a stroke", columns: &COLUMNS, rows };
        let bytes = file(&table).unwrap();
        assert_eq!(bytes, file(&table).unwrap(), "the same table gives the same bytes");
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("strokes.parquet");
        std::fs::write(&path, &bytes).unwrap();
        let reader = SerializedFileReader::new(std::fs::File::open(path).unwrap()).unwrap();
        assert_eq!(reader.metadata().file_metadata().schema().name(), "strokes");
        let read: Vec<Vec<(String, Field)>> =
            reader.get_row_iter(None).unwrap().map(|row| row.unwrap().into_columns()).collect();
        let named =
            |who, size, times| vec![("who".to_owned(), who), ("size_ul".to_owned(), size), ("times".to_owned(), times)];
        let expected = vec![
            named(Field::Str("patch".to_owned()), Field::Double(-0.25), Field::Long(3)),
            named(Field::Str("µ".to_owned()), Field::Null, Field::Null),
            named(Field::Null, Field::Double(1e300), Field::Long(i64::MIN)),
        ];
        assert_eq!(read, expected);
    }

    #[test]
    fn a_table_without_rows_is_a_file_too() {
        let bytes = file(&Table { name: "none", what: "", columns: &COLUMNS, rows: Vec::new() }).unwrap();
        assert!(bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1"));
    }
}
