namespace BillingPortal.Ui;

public static class Initials
{
    /// <summary>The first letters of the first and the last word: "Maya Lindqvist" is "ML"; of an address, what stands before the @.</summary>
    public static string Of(string name)
    {
        var words = name.Split('@')[0].Split([' ', '.', '-'], StringSplitOptions.RemoveEmptyEntries);
        return words switch
        {
            [] => "?",
            [var one] => First(one),
            [var first, .., var last] => First(first) + First(last),
        };
    }

    public static string First(string word) => System.Globalization.StringInfo.GetNextTextElement(word).ToUpperInvariant();
}
