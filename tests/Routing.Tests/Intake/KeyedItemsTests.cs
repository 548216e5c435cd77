using Tocsin.Routing.Intake;

namespace Tocsin.Routing.Tests.Intake;

public sealed class KeyedItemsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void It_holds_what_a_dictionary_holds_in_the_order_in_which_it_came(int seed)
    {
        var random = new Random(seed);
        var items = new KeyedItems<int, string, ByNumber>();
        var known = new SortedDictionary<long, int>();
        var places = new Dictionary<int, long>();
        for (int step = 0; step < 20_000; step++)
        {
            int key = random.Next(step < 12_000 ? 3_000 : 60);
            if (places.Remove(key, out long place))
            {
                known.Remove(place);
                items.Remove(key);
            }
            else
            {
                places.Add(key, step);
                known.Add(step, key);
                items.Add(ByNumber.Text(key));
            }

            Assert.Equal(places.ContainsKey(key) ? ByNumber.Text(key) : null, items.Find(key));
        }

        Assert.Equal(known.Count, items.Count);
        Assert.Equal(known.Values.Select(ByNumber.Text), items);
        Assert.All(known.Values, key => Assert.Equal(ByNumber.Text(key), items.Find(key)));
    }

    [Fact]
    public void After_clearing_it_is_empty()
    {
        var items = new KeyedItems<int, string, ByNumber>();
        for (int key = 0; key < 100; key++)
        {
            items.Add(ByNumber.Text(key));
        }

        items.Clear();
        items.Remove(7);

        Assert.Empty(items);
        Assert.Null(items.Find(7));
    }

    // Many keys share a hash, and more a place.
    private readonly struct ByNumber : IKeyRule<int, string>
    {
        public static string Text(int key) => key.ToString(System.Globalization.CultureInfo.InvariantCulture);

        public static int KeyOf(string item) => int.Parse(item, System.Globalization.CultureInfo.InvariantCulture);

        public static int HashOf(int key) => ((key / 4) << 24) | (key / 40);

        public static bool Is(string item, int key) => KeyOf(item) == key;
    }
}
