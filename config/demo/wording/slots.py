"""The values that fill the slots of a template. They start with a consonant sound, so that "a {item}" reads well."""

SHOP = "Lindenhof"

SINGLE = {
    "item": (
        "garden bench", "floor lamp", "toaster", "kettle", "bird feeder", "hand blender", "picnic blanket", "waffle iron",
        "watering can", "bedside table", "wok", "vacuum cleaner", "desk lamp", "fire bowl", "rug", "wall clock", "rain barrel",
        "coffee grinder", "laundry basket", "parasol", "fan", "garden hose", "soup pot", "shoe rack", "mirror", "humidifier",
        "compost bin", "bread bin", "step ladder", "duvet set", "plant stand", "raclette grill", "coat stand", "sandpit",
    ),
    "item_plural": (
        "garden chairs", "desk lamps", "flower boxes", "kettles", "parasols", "blankets", "bedside tables", "wall clocks",
        "planters", "bar stools", "coat stands", "fans", "cushions", "lanterns",
    ),
    "small": (
        "packet of seeds", "door hook", "pair of gloves", "plant label set", "water filter", "lampshade ring", "tea strainer",
        "replacement bulb", "box of tea lights", "rubber seal", "bottle brush", "picture hook",
    ),
    "bulky": (
        "sofa", "wardrobe", "garden shed", "dining table", "bed frame", "gas grill", "sideboard", "hammock frame", "bookcase",
        "porch swing", "mattress", "trampoline", "greenhouse", "corner bench",
    ),
    "bulky_plural": ("sofas", "wardrobes", "garden sheds", "dining tables", "bed frames", "greenhouses", "mattresses"),
    "furniture": (
        "bookcase", "wardrobe", "shoe cabinet", "chest of drawers", "garden bench", "desk", "bed frame", "sideboard",
        "bathroom cabinet", "dining table", "coat rack", "TV bench",
    ),
    "appliance": (
        "kettle", "toaster", "blender", "vacuum cleaner", "food processor", "steam iron", "waffle iron", "fan", "dehumidifier",
        "mixer", "rice cooker", "juicer", "milk frother", "bread maker",
    ),
    "appliance_plural": ("kettles", "toasters", "vacuum cleaners", "blenders", "mixers", "fans", "steam irons"),
    "garden_tool": ("cordless mower", "hedge trimmer", "leaf blower", "grass trimmer", "lawn mower", "chainsaw"),
    "plant": ("rose bush", "lavender", "hydrangea", "fig tree", "blueberry bush", "clematis", "maple", "tomato plant", "box hedge"),
    "plant_plural": ("roses", "lavender pots", "strawberry plants", "box trees", "hydrangeas", "tomato plants"),
    "textile": ("blanket", "bath mat", "curtain", "bed linen", "sofa cover", "rug", "cushion", "tablecloth"),
    "colour": ("green", "sand", "dark blue", "light grey", "white", "terracotta", "mustard yellow", "petrol", "rosewood"),
    "city": (
        "Brunnfeld", "Halverstedt", "Kirchlinde", "Marienau", "Ostheim", "Rotbach", "Seewalde", "Tannrode", "Wiesental",
        "Altmoor", "Birkenau", "Dornbach", "Eschwege", "Feldkirch", "Grauhof",
    ),
    "country": ("Denmark", "Switzerland", "France", "Norway", "Italy", "Poland", "Sweden", "Spain", "the Netherlands", "Ireland"),
    "weekday": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"),
    "street_name": (
        "Rowan Close", "Mill Lane", "Orchard Road", "Linden Street", "Hazel Way", "Station Road", "Brook Lane", "Garden Row",
        "Sparrow Street", "Old Market", "Fir Avenue", "Chapel Hill",
    ),
}  # fmt: skip

# Many people do not name the product at all.
PLAIN = {
    "item": ("product", "thing", "product", "set"), "item_plural": ("products", "articles"),
    "small": ("small thing", "little thing", "cheap article"), "bulky": ("large piece", "big item", "sofa", "wardrobe"),
    "bulky_plural": ("large pieces", "big items"), "furniture": ("piece of furniture", "furniture set"),
    "appliance": ("device", "machine", "gadget"), "appliance_plural": ("devices", "machines"), "plant": ("plant",),
    "plant_plural": ("plants",), "garden_tool": ("garden tool", "mower"),
}  # fmt: skip

FIRST_NAMES = (
    "Anna", "Jonas", "Mira", "Paul", "Leila", "Stefan", "Ines", "Karim", "Clara", "Tobias", "Nadia", "Erik", "Sofia", "Marek",
    "Julia", "Omar", "Greta", "Luca", "Hanna", "Viktor", "Elena", "David", "Yara", "Martin", "Selma", "Felix", "Dana", "Ivan",
    "Lotte", "Samir", "Petra", "Noah", "Amira", "Georg", "Tessa", "Milan", "Rosa", "Henrik", "Alina", "Bruno", "Carla", "Emil",
    "Fatima", "Gregor", "Ida", "Jakob", "Katja", "Leon", "Marta", "Nils", "Olga", "Pia", "Ralf", "Sina", "Thea", "Urs",
)  # fmt: skip

LAST_NAMES = (
    "Berg", "Amsel", "Novak", "Brandt", "Keller", "Osman", "Fischbach", "Lund", "Moreau", "Steiner", "Haddad", "Wolff", "Petrov",
    "Sommer", "Vogt", "Yilmaz", "Ebner", "Kowal", "Lindner", "Marsh", "Quandt", "Rossi", "Schaller", "Tamm", "Ulrich", "Winter",
    "Zeller", "Arendt", "Bauer", "Castell", "Dietz", "Engel", "Falk", "Gruber", "Holm", "Iversen", "Jansen", "Kaiser", "Lorenz",
    "Meier", "Nagel", "Oster", "Pohl", "Reuter", "Seidel", "Thoma", "Unger", "Vesely", "Wendt", "Zander", "Brook", "Carver",
)  # fmt: skip

AGENTS = ("Mara", "Jan", "Sabine", "Ole", "Fenja", "Tarek", "Birgit", "Hannes", "Nele")
