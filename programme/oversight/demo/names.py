"""Invented names and phrases. No real person or company is meant."""

FIRST = (
    "Agneta Albin Alva Anton Astrid Axel Birgitta Björn Cecilia Daniel Ebba Edvin Elin Emil Erik Eva Frida Fredrik "
    "Gustav Hanna Helena Henrik Ida Ingrid Jakob Jenny Johan Jonas Karin Klara Lars Leila Lena Linnea Magnus Malin "
    "Maria Martin Mikael Mona Nils Olivia Omar Oskar Per Petra Ramin Rikard Sara Selma Sofia Stefan Stina Sven Tilda "
    "Tomas Ulrika Vera Viktor Yasmin Åsa"
).split()
LAST = (
    "Alfredsby Almryd Axenvik Berglyck Björkenhed Brännås Dalvinge Edenlund Ekstubbe Fallvik Forsdala Gransäter "
    "Grenklint Hallsjöö Hedvinge Holmryd Insjöberg Kallvik Karlenäs Kornhed Kvistbo Ledinge Lindvass Ljungryd Lyckhed "
    "Mossbring Myrenlid Norrbring Nyvassen Nästorp Olsvinge Rosenklev Rydstubbe Rönnvik Sandklint Selinge Sjövass "
    "Skoglyck Stenvinge Strandhed Sundklev Svartryd Tallvass Torpvik Vallinge Vikbring Åkerklev Ångryd Ödeslid Östvass"
).split()
PLACES = (
    "Alsterhed Bergvassa Björnklev Brovinge Dalklint Djupfors Ekvassa Falkhed Forsklinge Furulycke Gnistvik Granhytta "
    "Gruvlid Hammarvinge Hedklint Hytteby Isvassa Järnlycke Kalkvinge Klippfors Kolarhed Kvarnlid Lerklinge Ljusfors "
    "Lodvinge Malmklev Masugnby Mossarhed Myrfors Norrskena Nävervik Ormklint Rosthed Rävlycke Salthed Silverlid "
    "Skiffervik Slaggfors Smedjevinge Stenlycke Stålklinge Sågvassa Tallklev Tjärnhed Torvfors Tunklint Vargfors "
    "Vattenlid Vidlycke Åsfors Älvklint Örnhed"
).split()
TRADES = (
    ("Mekanik", "25620"),
    ("Plåt", "25110"),
    ("Svets", "25620"),
    ("Formteknik", "22290"),
    ("Gjuteri", "24510"),
    ("Hydraulik", "28120"),
    ("Kabelteknik", "27320"),
    ("Limträ", "16231"),
    ("Precision", "25620"),
    ("Polymer", "22290"),
    ("Kugg", "28150"),
    ("Verktyg", "25730"),
    ("Träindustri", "16239"),
    ("Komponent", "29320"),
    ("Ytbehandling", "25610"),
    ("Elektronik", "26110"),
    ("Möbel", "31090"),
    ("Livsmedel", "10890"),
)
TITLES = ("Vd", "Produktionschef", "Platschef", "Kvalitetschef", "HR-chef")
SUMMARIES = (
    "Pulstavlan är på plats. Skiftlagen håller tio minuters pulsmöte varje morgon.",
    "Värdeflödet från order till leverans kartlagt. Tre väntetider valda att korta.",
    "5S steg 1 i pilotområdet. Två pallplatser frigjorda.",
    "Ställtiden i kantpressen mätt: 47 minuter. Inre och yttre ställ skilda åt.",
    "Styrgruppen enades om tre nyckeltal. Facket tar fram frågor till medarbetarna.",
    "Leanspel med tolv medarbetare. Gruppen såg var arbetet hopar sig.",
    "Standardiserat arbetssätt för första station skrivet av operatörerna.",
    "Genomgång av åtgärder. Två klara, en flyttad till nästa vecka.",
)
NOTES = (
    "Ledningsgruppen drar åt olika håll. Ta upp med vd före nästa styrgrupp.",
    "Skyddsombudet är tveksamt till takten. Ge mer tid till frågor.",
    "Bra driv hos produktionschefen, men ingen avlastning.",
    "",
    "",
)
ACTIONS = (
    "Sätt upp pulstavla vid svetsen",
    "Mät ställtid i kantpressen",
    "Boka styrgrupp med facket",
    "Anmäl två till leankursen",
    "Märk upp verktygsskåp",
    "Ta fram leveransprecision per vecka",
    "Skriv standard för första station",
    "Gå värdeflödet med planeringen",
    "Rensa mellanlager",
)
NEXT_STEPS = (
    "Ring efter seminariet",
    "Besök med facket",
    "Skicka prisuppgift",
    "Styrelsens beslut väntas",
    "Intyg om försumbart stöd saknas",
    "Föreslå coach",
)
SOURCES = ("Seminarium", "Rekommendation", "Uppsökande besök", "Webbanmälan", "Branschträff")
