-- The public tables of a build. Each states its grain (comment on table), its key and its checks.
-- Names are a contract with other tools: columns may be added, never renamed.

create table shows (
    show_id varchar primary key,
    name varchar not null unique
);
comment on table shows is 'one row per podcast';

create table categories (
    category_id varchar primary key,
    name varchar not null unique
);
comment on table categories is 'one row per label that publishers put on episodes or shows';

create table show_categories (
    show_id varchar not null references shows,
    category_id varchar not null references categories,
    primary key (show_id, category_id)
);
comment on table show_categories is 'one row per show and category that its publisher gave the show';

create table episodes (
    episode_id varchar primary key,
    show_id varchar not null references shows,
    title varchar not null,
    published date,
    abstract varchar,
    duration_s integer check (duration_s > 0),
    url varchar,
    audio_url varchar,
    language varchar,
    source varchar not null
);
comment on table episodes is 'one row per published instalment of a show; an unknown date or duration is null, never 0';

create table episode_categories (
    episode_id varchar not null references episodes,
    category_id varchar not null references categories,
    primary key (episode_id, category_id)
);
comment on table episode_categories is 'one row per episode and category that its publisher gave the episode';

create table sections (
    section_id varchar primary key,
    episode_id varchar not null references episodes,
    kind varchar not null,
    position integer not null,
    heading varchar not null,
    availability varchar not null check (availability in ('available', 'locked')),
    tier varchar check (tier in ('Premium', 'Plus')),
    text varchar,
    unique (episode_id, kind),
    check (availability = 'available' or text is null)
);
comment on table sections is 'one row per episode and section kind that its page lists or prints; an absent section has no row, a locked one has no text. position: from 0 in the page''s order; tier: what the page''s listing asks for, also where the text is printed all the same (available); text is empty where the page says "None mentioned"';

create table people (
    person_id varchar primary key,
    name varchar not null unique
);
comment on table people is 'one row per person who appears or is named; person_id is the entity_id of that person';

create table items (
    item_id varchar primary key,
    section_id varchar not null references sections,
    episode_id varchar not null references episodes,
    position integer not null,
    title varchar,
    person_id varchar references people,
    start_s integer check (start_s >= 0)
);
comment on table items is 'one row per takeaway, speaker, statistic, story, quote, strategy, book or product of a section; person_id where its title is somebody who appears in the episode; position: from 0 in the section; start_s: the first time mark in it';

create table passages (
    passage_id varchar primary key,
    section_id varchar references sections,
    item_id varchar references items,
    episode_id varchar not null references episodes,
    section_kind varchar not null,
    position integer not null,
    text varchar not null,
    start_s integer check (start_s >= 0),
    char_start integer not null,
    char_end integer not null check (char_end > char_start),
    is_title boolean not null,
    boilerplate boolean not null
);
comment on table passages is 'one row per sentence of an available section, of a title or of an abstract: the unit of evidence. text = the section''s text[char_start:char_end]; start_s is the sentence''s own time mark. A title or an abstract has no section_id; position: from 0 over the whole episode; is_title: the episode''s title, or the heading line of an item; boilerplate: the same sentence stands in at least 3 episodes, of 2 shows or of half a show''s';

create table appearances (
    episode_id varchar not null references episodes,
    person_id varchar not null references people,
    role varchar not null check (role in ('host', 'guest', 'participant')),
    how varchar not null check (how in ('declared', 'title', 'text')),
    confidence double not null check (confidence between 0 and 1),
    bio varchar,
    passage_id varchar references passages,
    primary key (episode_id, person_id)
);
comment on table appearances is 'one row per episode and person who was there; being named is not being there (see mentions). passage_id: the first sentence of the bio, or null when only the people list says so';

create table entities (
    entity_id varchar primary key,
    name varchar not null unique,
    label varchar not null
);
comment on table entities is 'one row per canonical person, organisation, product, work, place or event; a second bearer of a name carries its label as suffix';

create table aliases (
    entity_id varchar not null references entities,
    alias varchar not null,
    primary key (entity_id, alias)
);
comment on table aliases is 'one row per entity and way its name is written in this build';

create table mentions (
    mention_id varchar primary key,
    passage_id varchar not null references passages,
    episode_id varchar not null references episodes,
    entity_id varchar not null references entities,
    label varchar not null,
    surface varchar not null,
    char_start integer not null,
    char_end integer not null check (char_end > char_start)
);
comment on table mentions is 'one row per place where an entity is named: surface = passages.text[char_start:char_end]';

create table topics (
    topic_id varchar primary key,
    name varchar not null unique
);
comment on table topics is 'one row per normalised key phrase';

create table topic_mentions (
    topic_id varchar not null references topics,
    passage_id varchar not null references passages,
    episode_id varchar not null references episodes,
    surface varchar not null,
    char_start integer not null,
    char_end integer not null check (char_end > char_start),
    primary key (topic_id, passage_id, char_start)
);
comment on table topic_mentions is 'one row per place where a topic stands: surface = passages.text[char_start:char_end]';

create table themes (
    theme_id varchar primary key,
    label varchar not null unique
);
comment on table themes is 'one row per group of topics that occur together over the whole build';

create table theme_topics (
    theme_id varchar not null references themes,
    topic_id varchar not null references topics,
    weight double not null check (weight > 0),
    primary key (theme_id, topic_id)
);
comment on table theme_topics is 'one row per theme and topic that makes it; weights of a theme (its ten strongest topics) add up to 1';

create table episode_themes (
    episode_id varchar not null references episodes,
    theme_id varchar not null references themes,
    weight double not null check (weight > 0),
    primary key (episode_id, theme_id)
);
comment on table episode_themes is 'one row per episode and theme that it is about; weights of an episode add up to at most 1, since shares below a tenth are left out';

create table claims (
    claim_id varchar primary key,
    episode_id varchar not null references episodes,
    kind varchar not null,
    low double,
    high double check (high >= low),
    unit varchar,
    comparator varchar check (comparator in ('=', 'about', '>', '>=', '<', '<=')),
    measure varchar,
    subject_id varchar references entities,
    speaker_id varchar references people,
    from_low double,
    from_high double,
    baseline varchar,
    scope varchar,
    hedged boolean not null
);
comment on table claims is 'one row per numeric claim of an episode, wherever and however often it stands there';

create table statistics (
    statistic_id varchar primary key,
    claim_id varchar not null references claims,
    episode_id varchar not null references episodes,
    passage_id varchar not null references passages,
    section_kind varchar not null,
    text varchar not null,
    surface varchar not null,
    kind varchar not null,
    low double,
    high double check (high >= low),
    unit varchar,
    comparator varchar check (comparator in ('=', 'about', '>', '>=', '<', '<=')),
    measure varchar,
    subject_id varchar references entities,
    speaker_id varchar references people,
    start_s integer check (start_s >= 0)
);
comment on table statistics is 'one row per place where a claim stands; text is its sentence, surface the words of the number, start_s the time mark of the sentence, else of its item';

create table claim_links (
    claim_id varchar not null references claims,
    other_claim_id varchar not null references claims,
    relation varchar not null,
    score double not null,
    primary key (claim_id, other_claim_id)
);
comment on table claim_links is 'one row per pair of claims of different episodes about the same measure';

create table related_episodes (
    episode_id varchar not null references episodes,
    position integer not null,
    show_name varchar not null,
    title varchar not null,
    published date,
    other_episode_id varchar references episodes,
    primary key (episode_id, position)
);
comment on table related_episodes is 'one row per entry under "More episodes like this", as printed; position: from 0; other_episode_id where this build holds one episode of that show and title (of several, the one of that day)';

create table similar_episodes (
    episode_id varchar not null references episodes,
    other_episode_id varchar not null references episodes,
    score double not null,
    primary key (episode_id, other_episode_id)
);
comment on table similar_episodes is 'one row per episode and one of its ten most similar episodes, by cosine of topic and entity weights';

create table chapters (
    episode_id varchar not null references episodes,
    position integer not null,
    start_s integer not null check (start_s >= 0),
    title varchar not null,
    primary key (episode_id, position)
);
comment on table chapters is 'one row per chapter that the publisher marked';

create table postings (
    term varchar not null,
    episode_id varchar not null references episodes,
    section_kind varchar not null,
    frequency integer not null check (frequency > 0),
    primary key (term, episode_id, section_kind)
);
comment on table postings is 'one row per word, episode and section kind: how often the word stands there. For search (BM25)';

create table sources (
    source varchar primary key,
    format varchar not null,
    read_at date,
    items integer not null,
    episodes integer not null,
    merged integer not null,
    rejected integer not null,
    check (items = episodes + merged + rejected)
);
comment on table sources is 'one row per input file: items read = episodes stored + merged + rejected. read_at: the day a feed was fetched; null for pages';

create table episode_sources (
    episode_id varchar not null references episodes,
    source varchar not null references sources,
    guid varchar,
    primary key (episode_id, source)
);
comment on table episode_sources is 'one row per episode and input that describes it';

create table rejections (
    rejection_id varchar primary key,
    scope varchar not null check (scope in ('file', 'episode', 'part')),
    source varchar not null,
    place varchar not null,
    value varchar not null,
    reason varchar not null,
    episode_id varchar references episodes
);
comment on table rejections is 'one row per input, or part of one, that could not be read';

create table evaluations (
    system varchar not null,
    way varchar not null check (way in ('annotate step', 'pipeline alone')),
    part varchar not null,
    measure varchar not null,
    show_name varchar,
    label varchar,
    value double not null check (value between 0 and 1),
    low double check (low <= value),
    high double check (high >= value),
    n integer not null,
    measured_on date not null
);
comment on table evaluations is 'one row per measured accuracy, by system, way of reading, part of the gold texts, measure, show and label; empty where the build''s pipeline was not measured';

create table build (
    build_id varchar primary key,
    made_at timestamp not null,
    input_hash varchar not null,
    content_hash varchar not null,
    pipeline varchar not null,
    episodes integer not null,
    rejections integer not null
);
comment on table build is 'one row: what this file is and what it was made from';
