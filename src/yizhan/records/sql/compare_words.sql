-- The best word of each text for each piece of a question. The texts come with the query: they are the program's, not the database's.
SELECT texts.key, pieces.piece,
       trigrams.strict_word_similarity(pieces.piece, texts.asked),
       trigrams.strict_word_similarity(pieces.piece, texts.told)
FROM unnest(%s::text[], %s::text[], %s::text[]) AS texts (key, asked, told)
CROSS JOIN unnest(%s::text[]) AS pieces (piece)
