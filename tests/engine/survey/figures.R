# Scores and standard errors of the cases, by R's survey package (Debian r-cran-survey).
# A school is a stratified sample: roles are strata, each respondent a unit drawn without
# replacement. A node's score is a sum of ratios of totals; svycontrast linearises it.
suppressMessages(library(survey))
options(survey.lonely.psu = "certainty", digits = 17)

folder <- commandArgs(trailingOnly = TRUE)[1]
read <- function(name) {
  read.csv(file.path(folder, name), colClasses = c(
    case = "integer", role = "character", node = "character",
    item = "character", respondent = "character"
  )[intersect(c("case", "role", "node", "item", "respondent"),
              names(read.csv(file.path(folder, name), nrows = 1)))])
}
answers <- read("answers.csv")
slopes <- read("slopes.csv")

one_case <- function(number) {
  rows <- answers[answers$case == number, ]
  # Who stands for the whole role alone is no sample: his answers are constants.
  alone <- rows$n == 1
  known <- rows[alone & !is.na(rows$value), ]
  rows <- rows[!alone, ]
  people <- unique(rows[c("respondent", "role", "n", "people")])
  # Where the number of people is not known, no end of them.
  people$size <- ifelse(is.na(people$people), Inf, people$people)
  items <- unique(rows$item)
  if (length(items) == 0) return(NULL)
  for (item in items) {
    mine <- rows[rows$item == item, ]
    value <- mine$value[match(people$respondent, mine$respondent)]
    people[[paste0("i_", item)]] <- as.numeric(!is.na(value))
    people[[paste0("x_", item)]] <- ifelse(is.na(value), 0, value)
  }
  design <- svydesign(ids = ~1, strata = ~role, fpc = ~size, weights = ~1,
                      data = people)
  names <- c(paste0("i_", items), paste0("x_", items))
  totals <- svytotal(reformulate(names), design)
  mine <- slopes[slopes$case == number, ]
  do.call(rbind, lapply(unique(mine$node), function(node) {
    part <- mine[mine$node == node, ]
    fixed <- part$item %in% known$item
    constant <- sum(part$slope[fixed] * known$value[match(part$item[fixed], known$item)])
    part <- part[!fixed, ]
    if (nrow(part) == 0) {
      return(data.frame(case = number, node = node,
                        score = sprintf("%.15g", constant), se = "0"))
    }
    text <- paste(sprintf("%.17g * x_%s / i_%s", part$slope, part$item, part$item),
                  collapse = " + ")
    found <- svycontrast(totals, parse(text = text)[[1]])
    data.frame(case = number, node = node, score = sprintf("%.15g", coef(found) + constant),
               se = sprintf("%.15g", sqrt(max(0, vcov(found)))))
  }))
}

figures <- do.call(rbind, lapply(sort(unique(answers$case)), one_case))
write.csv(figures, file.path(folder, "figures.csv"), row.names = FALSE, quote = FALSE)
