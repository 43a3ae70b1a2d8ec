/** The name of a field, which may break before its words. */
export function FieldName({ name }: { name: string }) {
  const words = name.split(/(?<=[a-z])(?=[A-Z])/);
  return (
    <>
      {words.map((word, at) => (
        <>
          {at > 0 && <wbr />}
          {word}
        </>
      ))}
    </>
  );
}
