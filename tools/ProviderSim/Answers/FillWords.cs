namespace Tollgate.ProviderSim.Answers;

/// <summary>
/// Words that are one token each, alone and after a blank, in every encoding simulated, and stay so side by side: a text of
/// n of them has exactly n tokens whoever counts.
/// </summary>
internal static class FillWords
{
    private static readonly string[] First =
        ("time people year work day case water money story fact month right study book eye job word business issue side kind head "
         + "house service friend father power hour game line end member law car city community name team minute idea body "
         + "information back parent face level office door health person art war history party result change reason research girl "
         + "moment air force education river bridge market window table paper light music road forest letter number season engine "
         + "planet silver winter summer spring simple common public local social human final early clear strong quiet happy small "
         + "large young green white black blue open close start stop move turn hold keep bring build plan report record system "
         + "model sample data field value price cost rate unit order trade").Split(' ');

    private static readonly string[] Following = [.. First.Select(word => ' ' + word)];

    public static int Count => First.Length;

    public static string[] Take(int count, ulong seed)
    {
        var words = new string[count];
        var state = seed;
        for (var i = 0; i < count; i++)
        {
            state = (state * 6364136223846793005) + 1442695040888963407;
            var pick = (int)((state >> 33) % (ulong)First.Length);
            words[i] = i == 0 ? First[pick] : Following[pick];
        }
        return words;
    }
}
