namespace BillingPortal.Features.Invoicing.Pdf;

/// <summary>Joins Arabic and Persian letters: each gets the shape that its neighbours ask for, from Unicode's presentation forms.</summary>
internal static class ArabicForms
{
    private const int Lam = 0x0644, Tatweel = 0x0640, FirstLamAlef = 0xFEF5;

    /// <summary>The first presentation form of a letter and how many there are: isolated, final and, where it joins onwards, initial and medial.</summary>
    private static readonly Dictionary<int, (int First, int Count)> Letters = ReadLetters();

    /// <summary>The letters that melt with a lam before them, in the order of their ligatures.</summary>
    private static readonly int[] Alefs = [0x0622, 0x0623, 0x0625, 0x0627];

    public static List<(int Drawn, int Meant)> Join(IReadOnlyList<int> characters)
    {
        var joined = new List<(int, int)>(characters.Count);
        for (var i = 0; i < characters.Count; i++)
        {
            var character = characters[i];
            var joinsBack = JoinsOnwards(Neighbour(characters, i, -1)) && Letters.ContainsKey(character);
            if (character == Lam && i + 1 < characters.Count && Array.IndexOf(Alefs, characters[i + 1]) is var alef and >= 0)
            {
                var ligature = FirstLamAlef + 2 * alef + (joinsBack ? 1 : 0);
                joined.Add((ligature, ligature));
                i++;
                continue;
            }
            joined.Add((Shape(character, joinsBack, JoinsBack(Neighbour(characters, i, 1))), character));
        }
        return joined;
    }

    private static int Shape(int character, bool joinsBack, bool nextJoins)
    {
        if (!Letters.TryGetValue(character, out var forms)) return character;
        var joinsOnwards = nextJoins && forms.Count == 4;
        var form = (joinsOnwards ? 2 : 0) + (joinsBack ? 1 : 0);
        return form < forms.Count ? forms.First + form : forms.First;
    }

    private static bool JoinsOnwards(int character) => character == Tatweel || Letters.TryGetValue(character, out var forms) && forms.Count == 4;

    private static bool JoinsBack(int character) => character == Tatweel || Letters.TryGetValue(character, out var forms) && forms.Count > 1;

    /// <summary>The next letter in a direction; vowel signs between letters do not part them.</summary>
    private static int Neighbour(IReadOnlyList<int> characters, int at, int step)
    {
        do at += step;
        while (at >= 0 && at < characters.Count && characters[at] is >= 0x064B and <= 0x065F or 0x0670);
        return at >= 0 && at < characters.Count ? characters[at] : 0;
    }

    private static Dictionary<int, (int, int)> ReadLetters()
    {
        // The block of forms B holds the letters in the order of their code points, so their number of forms is enough to find each.
        var letters = new Dictionary<int, (int, int)>();
        var form = 0xFE80;
        foreach (var (first, counts) in (ReadOnlySpan<(int, string)>)[(0x0621, "12222424244444222244444444"), (0x0641, "4444444224")])
        {
            for (var i = 0; i < counts.Length; i++)
            {
                letters[first + i] = (form, counts[i] - '0');
                form += counts[i] - '0';
            }
        }
        foreach (var (letter, first, count) in (ReadOnlySpan<(int, int, int)>)
            [(0x067E, 0xFB56, 4), (0x0686, 0xFB7A, 4), (0x0698, 0xFB8A, 2), (0x06A9, 0xFB8E, 4), (0x06AF, 0xFB92, 4), (0x06CC, 0xFBFC, 4)])
            letters[letter] = (first, count);
        return letters;
    }
}
